// weft hpack: stories of header lists (the format of http2jp/hpack-test-case), compressed and decompressed.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_hpack(CLI::App& app, int& exit_code);

}  // namespace weft::cli
