// weft explain: what a word of the log, the metrics or a GOAWAY means, and what to do about it.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli {

void add_explain(CLI::App& app, int& exit_code);

}  // namespace weft::cli
