// weft serve: a folder over HTTP/2 and HTTP/1.1.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_serve(CLI::App& app, int& exit_code);

}  // namespace weft::cli
