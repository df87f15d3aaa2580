// weft check client: whether a client keeps the RFCs.
#pragma once

namespace CLI {
class App;
}

namespace weft::cli::check {

// Below the verb `check`.
void add_client(CLI::App& check, int& exit_code);

}  // namespace weft::cli::check
