// Shows the picture that the server drew, and tells the server which trust or system was chosen, by mouse or keyboard.
const NAMES = ["trust", "system"];

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const holder = parentElement.querySelector(".live");
  // A new month draws all anew: whoever had the focus keeps it.
  const held = parentElement.activeElement;
  const kept = held ? NAMES.map((name) => [name, held.dataset[name]]).find(([, number]) => number !== undefined) : null;
  if (holder.drawn !== data.drawn) {
    holder.innerHTML = data.drawn;
    holder.drawn = data.drawn;
    if (kept) {
      const same = [...holder.querySelectorAll(`[data-${kept[0]}="${kept[1]}"]`)];
      const seen = same.find((each) => each.getClientRects().length > 0);
      if (seen) seen.focus({ preventScroll: true });
    }
  }
  const choose = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    for (const name of NAMES) {
      const found = event.target.closest(`[data-${name}]`);
      if (found) {
        event.preventDefault();
        setTriggerValue(name, Number(found.dataset[name]));
        return;
      }
    }
  };
  holder.onclick = choose;
  holder.onkeydown = choose;
}
