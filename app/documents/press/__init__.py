"""The printing press: what every paper needs to become a PDF, and the only files that import reportlab.

``reportlab_fixes`` corrects the library, ``typeface`` opens its fonts, ``paper`` is a page one writes on (millimetres
from the top left corner), ``archive`` makes the file PDF/A, ``parts`` holds the furniture that the papers share.
"""
