// weft inspect: the frames of HTTP/2 on their way between a client and a server, and one by one from a prompt.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_inspect(CLI::App& app, int& exit_code);

}  // namespace weft::cli
