/// The look of an exported document: light or dark as the reader's system is, panes side by side
/// where there is room, one below the other where there is not.
enum HTMLStyle {
  static let css = """
    :root { color-scheme: light dark;
      --page: #f6f7f9; --card: #ffffff; --ink: #1c2128; --quiet: #5d6673; --line: #dfe3e8;
      --soft: #eef1f4; --accent: #0b63ce; --ok: #15713a; --bad: #b3261e; --warn: #8a5a00;
      --keyword: #8b2fb5; --string: #1a7f37; --number: #0b63ce; --shadow: 0 1px 3px #1c21281a; }
    @media (prefers-color-scheme: dark) { :root {
      --page: #14171b; --card: #1c2026; --ink: #e3e6ea; --quiet: #9aa4b1; --line: #323942;
      --soft: #262b32; --accent: #7cb7ff; --ok: #6fce8f; --bad: #ff8a80; --warn: #e5b95c;
      --keyword: #d2a8ff; --string: #8fd19e; --number: #7cb7ff; --shadow: 0 1px 3px #0006; } }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Apple SD Gothic Neo",
      "Noto Sans KR", "Noto Sans CJK KR", "Malgun Gothic", sans-serif; }
    main { padding: 2.5rem clamp(1rem, 3vw, 3rem) 4rem; max-width: 110rem; margin: 0 auto;
      min-width: min-content; }
    main > * { max-width: calc(100vw - 2 * clamp(1rem, 3vw, 3rem)); }
    main > section.turn { max-width: none; }
    h1 { font-size: clamp(1.4rem, 2.4vw, 2rem); line-height: 1.25; margin: 0 0 .4rem;
      overflow-wrap: anywhere; text-wrap: balance; }
    h2 { font-size: .8rem; letter-spacing: .08em; text-transform: uppercase; color: var(--quiet);
      margin: 0 0 .6rem; font-weight: 600; }
    :lang(ko) { word-break: keep-all; }
    a { color: var(--accent); }
    code, pre, .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
      "Noto Sans Mono CJK KR", D2Coding, monospace; font-size: .875em; }
    .facts, .end-line { display: flex; flex-wrap: wrap; gap: 0 1.1em; }
    .facts { color: var(--quiet); font-size: .9rem; margin: 0; }
    .tags { margin: .6rem 0 0; padding: 0; list-style: none; display: flex; gap: .4rem;
      flex-wrap: wrap; }
    .tags li { background: var(--soft); border-radius: 1em; padding: 0 .75em; font-size: .85rem; }
    .notes { white-space: pre-wrap; border-inline-start: 3px solid var(--accent);
      padding-inline-start: 1rem; margin: 1rem 0 0; max-width: 48rem; }
    section { margin-top: 2.5rem; }
    .prompt { background: var(--soft); border-radius: 10px; padding: .9rem 1.1rem;
      margin-bottom: 1rem; border-inline-start: 3px solid var(--accent); }
    .prompt pre, pre.plain { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere;
      margin: 0; }
    .prompt .from { color: var(--quiet); font-size: .85rem; margin: 0 0 .3rem; }
    .panes { display: grid; gap: 1rem; align-items: start;
      grid-template-columns: repeat(var(--count), minmax(17rem, 1fr)); }
    article { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
      box-shadow: var(--shadow); min-width: 0; }
    article > h3 { position: sticky; top: 0; z-index: 1; background: var(--card); margin: 0;
      padding: .7rem 1.1rem; border-bottom: 1px solid var(--line); border-radius: 10px 10px 0 0;
      font-size: 1rem; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
    article > h3 .number { color: var(--card); background: var(--quiet); border-radius: .4em;
      padding: 0 .45em; font-size: .8em; }
    article > h3 .name { overflow-wrap: anywhere; }
    article > h3 .model { color: var(--quiet); font-weight: 400; font-size: .82rem;
      margin-inline-start: auto; }
    .body { padding: .9rem 1.1rem .4rem; overflow-wrap: anywhere; }
    .body > .prompt { margin: 0 0 .9rem; }
    .body > :first-child { margin-top: 0; }
    .body p { margin: 0 0 .8rem; }
    .body h4, .body h5, .body h6 { margin: 1.2rem 0 .5rem; line-height: 1.3; font-size: 1.08rem; }
    .body h5 { font-size: 1rem; } .body h6 { font-size: .94rem; }
    .body ul, .body ol { margin: 0 0 .8rem; padding-inline-start: 1.5rem; }
    .body li > p { margin: .3rem 0; }
    .body li.task { list-style: none; margin-inline-start: -1.3rem; }
    .body blockquote { margin: 0 0 .8rem; padding-inline-start: .9rem; color: var(--quiet);
      border-inline-start: 3px solid var(--line); }
    .body hr { border: 0; border-top: 1px solid var(--line); margin: 1rem 0; }
    .body :not(pre) > code { background: var(--soft); border-radius: .3em; padding: .1em .35em; }
    .code { background: var(--soft); border-radius: 8px; margin: 0 0 .8rem; overflow: hidden; }
    .code .language { display: block; color: var(--quiet); font-size: .75rem;
      padding: .4rem .9rem 0; }
    .code pre { margin: 0; padding: .7rem .9rem; overflow-x: auto; white-space: pre;
      overflow-wrap: normal; tab-size: 4; }
    .k { color: var(--keyword); } .s { color: var(--string); } .n { color: var(--number); }
    .c { color: var(--quiet); font-style: italic; }
    .quiet, .empty { color: var(--quiet); } .empty { font-style: italic; }
    .verdict { font-size: .88rem; margin: 0 0 .5rem; } .met { color: var(--ok); }
    .missed { color: var(--bad); }
    .end-line { margin: 0; padding: .55rem 1.1rem .7rem; font-size: .82rem; color: var(--quiet);
      border-top: 1px solid var(--line); font-variant-numeric: tabular-nums; }
    .end-line span:not([class]) { white-space: nowrap; }
    .end-line .stop { color: var(--ok); } .end-line .error { color: var(--bad); }
    .end-line .length, .end-line .cut, .end-line .cancelled { color: var(--warn); }
    details { margin: 0 0 .8rem; }
    summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
    article > details { margin: 0; border-top: 1px solid var(--line); padding: .5rem 1.1rem; }
    article > details .body, article > details .end-line { padding-inline: 0; }
    .wide { overflow-x: auto; margin: 0 0 .8rem; }
    table { border-collapse: collapse; font-size: .88rem; }
    th, td { padding: .4rem .8rem; border-bottom: 1px solid var(--line); text-align: start;
      vertical-align: top; }
    thead th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
    tbody th { font-weight: 600; }
    td.center, th.center { text-align: center; } td.end, th.end { text-align: end; }
    .figures, .settings { background: var(--card); border-radius: 10px; }
    .figures td { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
    .figures thead th { text-align: end; }
    .figures :is(th, td):nth-child(-n+3), .figures :is(th, td):nth-last-child(-n+2) {
      text-align: start; }
    .settings td { overflow-wrap: anywhere; max-width: 26rem; }
    .settings small { color: var(--quiet); display: block; }
    section > details > summary { font-size: 1rem; padding: .4rem 0; color: var(--ink); }
    footer { margin-top: 3rem; color: var(--quiet); font-size: .8rem; }
    @media (max-width: 720px) {
      main { padding-top: 1.5rem; min-width: 0; }
      .panes { grid-template-columns: minmax(0, 1fr); }
      article > h3 .model { margin-inline-start: 0; } }
    @media print { body { background: none; } article > h3 { position: static; }
      article { break-inside: avoid; box-shadow: none; } }
    """
}
