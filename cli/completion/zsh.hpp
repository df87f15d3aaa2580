// The script that completes the words of the tool in zsh: share/zsh/site-functions/_weft.
#pragma once

#include <string>

#include <CLI/App.hpp>

namespace weft::cli::completion {

std::string zsh_script(const CLI::App& tool);

}  // namespace weft::cli::completion
