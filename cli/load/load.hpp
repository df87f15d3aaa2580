// weft load: requests as fast as a server answers them, or at a fixed rate, and what came of them.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_load(CLI::App& app, int& exit_code);

}  // namespace weft::cli
