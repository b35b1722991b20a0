/** `results.har.html`: a HAR inside a page that shows it, as the runtime writes it. */
export function harPage(har: object, canary: string): string {
  const json = JSON.stringify(har).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>HAR of ${canary}</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem; color: #222 }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; padding: .2rem .5rem; border-bottom: 1px solid #ddd; vertical-align: top }
td.url { word-break: break-all }
.bad { color: #b00020 }
.bar { background: #dbe7ff; height: .7rem; min-width: 1px }
</style>
</head>
<body>
<h1>${canary}</h1>
<p><a id="save" download="results.har">results.har</a></p>
<table><thead><tr><th>Status</th><th>Method</th><th>URL</th><th>Bytes</th><th>ms</th><th></th></tr></thead><tbody id="rows"></tbody></table>
<script type="application/json" id="har">${json}</script>
<script>
const text = document.getElementById('har').textContent;
const { log } = JSON.parse(text);
document.getElementById('save').href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
const start = Math.min(...log.entries.map((entry) => Date.parse(entry.startedDateTime)));
const span = Math.max(1, ...log.entries.map((entry) => Date.parse(entry.startedDateTime) - start + entry.time));
for (const entry of log.entries) {
  const row = document.getElementById('rows').insertRow();
  const cells = [entry.response.status || 'failed', entry.request.method, entry.request.url, entry.response.content.size, Math.round(entry.time)];
  for (const cell of cells) row.insertCell().textContent = cell;
  row.cells[2].className = 'url';
  if (!(entry.response.status > 0 && entry.response.status < 400)) row.className = 'bad';
  const bar = row.insertCell().appendChild(document.createElement('div'));
  bar.className = 'bar';
  bar.style.marginLeft = (100 * (Date.parse(entry.startedDateTime) - start)) / span + '%';
  bar.style.width = (100 * entry.time) / span + '%';
}
</script>
</body>
</html>
`;
}
