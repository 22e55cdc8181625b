"""What a reader sees of a finished run. Reads the run's folder and the record; never touches an agent.

`run` reads an arm; `numbers` sums it up over replicates; `figures` draws; `slide` and `marks` are what they share.
`study` reads all arms; `telling` says what a report says of them, `charts` draws them, `page` and `workbook` set it.
"""

from turnaround_sim.report.figures import FIGURES, draw_figures, draw_run_figures

__all__ = ["FIGURES", "draw_figures", "draw_run_figures"]
