// `weft get`: bodies to standard output or to files, all else to standard error.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_get(CLI::App& app, int& exit_code);

}  // namespace weft::cli
