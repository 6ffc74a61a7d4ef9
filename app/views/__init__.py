"""The views: what a clerk sees. One file per screen, drawn whole from the presenter's frozen state.

``draw`` repaints from the screen that the presenter shows; nothing else paints, and a view keeps nothing that is not on
the glass. All parts come from one :class:`app.views.workbench.Bench`, bound to a look (theme, text size, width,
language), so that another language or another text size is another drawing and not another program. Views see
presenters and wording; never the desk's verbs, records, or documents.

One filled button per screen, always at the same place, always with its key. Blue means go; amber means look; red means
stop; each with its own shape and word.
"""
