// weft: one tool, a folder per verb.

#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string_view>
#include <system_error>

#include <cli/support/process.hpp>
#include <cli/tool.hpp>

namespace {

// CLI11's own message ends in a pointer to --help on a second line; ours is one line.
int report(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const CLI::App* verb = &app;
  while (!verb->get_subcommands().empty()) verb = verb->get_subcommands().front();
  std::fprintf(stderr, "weft: %s; see '%s --help'\n", error.what(), weft::cli::command_of(*verb).c_str());
  return 2;
}

// CLI11 would only say that a verb is missing.
void check_verb(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  const std::string_view given = argv[1];
  if (!app.get_subcommands([given](const CLI::App* verb) { return verb->get_name() == given; }).empty()) return;
  throw CLI::ExtrasError(app.get_name(), {argv[1]});
}

bool reader_has_gone() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return ::poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

// It is no error if the reader has gone, because it wanted no more; a full disk is an error.
int finish_output(int exit_code) {
  std::cout.flush();
  if ((std::fflush(stdout) == 0 && std::ferror(stdout) == 0) || reader_has_gone()) return exit_code;
  std::fputs("weft: standard output cannot be written\n", stderr);
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  weft::cli::prepare_process();
  int exit_code = 0;
  const auto app = weft::cli::make_tool(exit_code);
  try {
    check_verb(*app, argc, argv);
    app->parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return finish_output(report(*app, error));
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::broken_pipe) return exit_code;
    std::fprintf(stderr, "weft: %s\n", error.what());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "weft: %s\n", error.what());
    return 1;
  }
  return finish_output(exit_code);
}
