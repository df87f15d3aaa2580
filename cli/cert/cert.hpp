// weft cert: a self-signed certificate for development.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_cert(CLI::App& app, int& exit_code);

}  // namespace weft::cli
