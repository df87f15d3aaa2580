// weft: one tool, a folder per verb.

#include <poll.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <system_error>

#include <cli/cert/cert.hpp>
#include <cli/get/get.hpp>
#include <cli/hpack/hpack.hpp>
#include <cli/load/load.hpp>
#include <cli/serve/serve.hpp>
#include <cli/support/process.hpp>

namespace {

// CLI11's own message ends in a pointer to --help on a second line; ours is one line.
int report(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const CLI::App* verb = &app;
  while (!verb->get_subcommands().empty()) verb = verb->get_subcommands().front();
  std::string command;
  for (const CLI::App* part = verb; part != nullptr; part = part->get_parent()) {
    command = command.empty() ? part->get_name() : part->get_name() + " " + command;
  }
  std::fprintf(stderr, "weft: %s; see '%s --help'\n", error.what(), command.c_str());
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
  CLI::App app(
      "HTTP/2 for C++: serve a folder, get URLs, put load on a server, make a certificate, look inside header "
      "compression.",
      "weft");
  app.require_subcommand(1);
  app.set_version_flag("--version", WEFT_VERSION);
  app.get_formatter()->column_width(34);
  int exit_code = 0;
  weft::cli::add_serve(app, exit_code);
  weft::cli::add_get(app, exit_code);
  weft::cli::add_cert(app, exit_code);
  weft::cli::add_load(app, exit_code);
  weft::cli::add_hpack(app, exit_code);
  try {
    check_verb(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return finish_output(report(app, error));
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
