"""A finished comparison under the names that its arms have on the page; on disk they keep their own."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from turnaround_sim.store import Results

BASELINE, YOURS = "baseline", "yours"


class Renamed(Results):
    """A finished run whose arms go by other names; `names` has the new name of each."""

    def __init__(self, results: Results, names: Mapping[str, str]) -> None:
        manifest = dict(results.manifest)
        for part in ("scenarios", "titles"):
            manifest[part] = {names.get(arm, arm): told for arm, told in manifest[part].items()}
        if asked := manifest.get("experiment"):
            manifest["experiment"] = {**asked, "baseline": names.get(asked["baseline"], asked["baseline"])}
        super().__init__(results.folder, manifest)
        self._names = names

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One table, or some of its columns, with the new names. Raises Mistake as that of a run does."""
        table = super().arrow(name, columns)
        if "arm" not in table.schema.names:
            return table
        place = table.schema.get_field_index("arm")
        arms = table["arm"].cast(pa.string()).dictionary_encode().unify_dictionaries()
        chunks = [
            pa.DictionaryArray.from_arrays(
                chunk.indices, pa.array([self._names.get(arm, arm) for arm in chunk.dictionary.to_pylist()])
            )
            for chunk in arms.chunks
        ]
        return table.set_column(place, "arm", pa.chunked_array(chunks, pa.dictionary(pa.int32(), pa.string())))
