"""The papers: one file per paper, each a frozen Facts dataclass and ``render(facts, letterhead) -> bytes``.

What for: 簽收單, 委託書, 離校待辦事項通知單, sleeve labels, the recovery sheet and 數位學位證書, as PDF. The desk and
the issuance lane bring facts (plain values: text, days, :class:`~app.wording.Bilingual`, tuples); a paper never sees a
record, a database or the clock. **Same facts, same bytes**: dates and identifiers come from the facts, so that a paper
printed again is the paper that was printed, and its digest can be kept.

What it refuses: a character that no font can draw is never dropped. It prints as a boxed code point 〔U+2B7FA〕, on
paper and in the extracted text, and :func:`app.documents.fonts.missing_glyphs` names it beforehand.

Why so: reportlab stays, with our corrections (:mod:`app.documents.press.reportlab_fixes`), because it is small, quick
when corrected and draws what it is told; every paper is a PDF/A-2u file, because receipts are kept for years as well as
certificates. Chinese is set in TW-Kai (全字庫正楷體), the face of Taiwan's registers, which alone has the 40,000 rare
characters of Plane 2; Noto Sans TC carries the printed form around it. The fonts are huge and are opened only when a
character needs them: render in a worker process, which keeps them open.

``fonts`` (which characters can be printed, and with what) knows no reportlab; ``press`` is the machine that draws;
``pages`` turns PDFs into pictures and marks scans. ``certificate_layout`` reads where a certificate's texts stand
(D23), ``layout_preview`` draws a layout with made-up graduates, marked as a sample, and says what looks wrong. What
every paper needs, and no other room does, is in ``press``.
"""
