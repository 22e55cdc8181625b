/* A page opened from a folder may start no worker, and the search is one. There it runs in a hidden frame instead. */
(function () {
  if (location.protocol !== "file:") return;
  function FrameWorker(address) {
    var self = this, target = new EventTarget();
    this.addEventListener = target.addEventListener.bind(target);
    this.removeEventListener = target.removeEventListener.bind(target);
    this.dispatchEvent = target.dispatchEvent.bind(target);
    var frame = document.createElement("iframe");
    frame.hidden = true;
    this.ready = new Promise(function (resolve) { frame.addEventListener("load", resolve); });
    var script = new URL(address, location.href).href.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
    frame.srcdoc = "<script>" +
      "postMessage = function (data) { parent.postMessage(data, '*'); };" +
      "importScripts = function () {" +
      "  return Array.prototype.reduce.call(arguments, function (before, source) {" +
      "    return before.then(function () { return new Promise(function (resolve, reject) {" +
      "      var one = document.createElement('script');" +
      "      one.src = source; one.onload = resolve; one.onerror = reject;" +
      "      document.body.appendChild(one); }); }); }, Promise.resolve()); };" +
      "<\/script><body><script src=\"" + script + "\"><\/script></body>";
    document.body.appendChild(frame);
    this.frame = frame;
    window.addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow) return;
      var told = new MessageEvent("message", { data: event.data });
      self.dispatchEvent(told);
      if (self.onmessage) self.onmessage(told);
    });
  }
  FrameWorker.prototype.postMessage = function (data) {
    var frame = this.frame;
    this.ready.then(function () {
      frame.contentWindow.dispatchEvent(new frame.contentWindow.MessageEvent("message", { data: data }));
    });
  };
  FrameWorker.prototype.terminate = function () { this.frame.remove(); };
  window.Worker = FrameWorker;
})();
