// weft_completion SHELL: writes the script that completes the words of weft in bash or zsh.

#include <cstdio>
#include <iostream>
#include <string_view>

#include <cli/completion/bash.hpp>
#include <cli/completion/zsh.hpp>
#include <cli/tool.hpp>

int main(int argc, char** argv) {
  const std::string_view shell = argc == 2 ? argv[1] : "";
  if (shell != "bash" && shell != "zsh") {
    std::fputs("weft_completion: expected bash or zsh\n", stderr);
    return 2;
  }
  int exit_code = 0;
  const auto tool = weft::cli::make_tool(exit_code);
  std::cout << (shell == "bash" ? weft::cli::completion::bash_script(*tool) : weft::cli::completion::zsh_script(*tool));
  return std::cout.flush() ? 0 : 1;
}
