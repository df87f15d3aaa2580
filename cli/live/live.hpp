// weft live: the page on which a running server says why it is slow.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_live(CLI::App& app, int& exit_code);

}  // namespace weft::cli
