// weft check: whether an implementation of HTTP/2 keeps the RFCs.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_check(CLI::App& app, int& exit_code);

}  // namespace weft::cli
