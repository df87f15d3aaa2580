// weft status: what a running server does, by its control endpoint.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_status(CLI::App& app, int& exit_code);

}  // namespace weft::cli
