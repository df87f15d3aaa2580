#include <cli/cert/cert.hpp>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include <weft/io/output.hpp>
#include <weft/io/self_signed.hpp>

namespace weft::cli {
namespace {

struct CertOptions {
  std::vector<std::string> names{"localhost"};
  std::string certificate = "localhost.pem";
  std::string key = "localhost.key.pem";
};

}  // namespace

void add_cert(CLI::App& app, int&) {
  auto options = std::make_shared<CertOptions>();
  CLI::App* verb = app.add_subcommand("cert", "Make a self-signed certificate for development");
  verb->add_option("name", options->names, "Host names it is for; the loopback addresses are always in it")
      ->capture_default_str()
      ->option_text("NAME ...");
  verb->add_option("--out", options->certificate, "Where the certificate goes")
      ->capture_default_str()
      ->option_text("FILE");
  verb->add_option("--key-out", options->key, "Where its key goes")->capture_default_str()->option_text("FILE");
  verb->callback([options] {
    io::write_files(io::make_self_signed(options->names), options->certificate, options->key);
    io::tell(fmt::format("weft: {} and {} are for development: browsers do not trust them", options->certificate,
                         options->key));
  });
}

}  // namespace weft::cli
