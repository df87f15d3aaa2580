// Lays out the tiles, waits for all of them and tells the page around what it took.

const columns = 20;
const rows = 10;
const run = new URLSearchParams(location.search).get('run') ?? 0;

function addTile(row, column) {
  const image = new Image();
  const name = [row, column].map((n) => String(n).padStart(2, '0')).join('-');
  const loaded = new Promise((resolve) => {
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
  });
  image.alt = '';
  image.src = `tiles/${name}.png?run=${run}`;
  document.body.append(image);
  return loaded;
}

async function measure() {
  performance.setResourceTimingBufferSize(columns * rows + 50);
  const tiles = [];
  for (let row = 0; row < rows; ++row) {
    for (let column = 0; column < columns; ++column) tiles.push(addTile(row, column));
  }
  const outcomes = await Promise.all(tiles);
  const entries = performance.getEntriesByType('resource').filter((entry) => entry.name.includes('/tiles/'));
  return {
    milliseconds: Math.max(...entries.map((e) => e.responseEnd)) - Math.min(...entries.map((e) => e.startTime)),
    protocol: [...new Set(entries.map((e) => e.nextHopProtocol))].join(', '),
    octets: entries.reduce((sum, e) => sum + e.transferSize, 0),
    tiles: tiles.length,
    lost: outcomes.filter((ok) => !ok).length,
  };
}

measure().then((result) => parent.postMessage(result, '*'));
