// The script that completes the words of the tool in bash: share/bash-completion/completions/weft.
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace weft::cli::completion {

std::string bash_script(const CLI::App& tool);

}  // namespace weft::cli::completion
