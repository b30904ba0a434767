"""
Results made readable: the report takes figures and draws them; it runs nothing.

``figures`` knows what each figure is called, how it is written and which way is better;
``sheets`` lays figures out as tables of text; ``terminal`` prints such tables.
``stored`` reads a run folder, ``study_html`` and ``results_workbook`` make a page and a workbook of it.
"""
