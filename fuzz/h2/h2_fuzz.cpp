// Both engines with whatever a peer sends: no crash, bounded memory, exactly one Closed a message, an end in any case,
// and the same answer whole, one octet at a time and cut anywhere.
//
// An input begins with three octets: the role and whether a good beginning is put in front, the length of the script,
// and the cut; then the script of the application, then what the peer sends.
#include <algorithm>
#include <string>
#include <string_view>

#include <weft/http/preface.hpp>

#include "application.hpp"

namespace {

using namespace weft;
using fuzz::Application;

// A SETTINGS frame, and the acknowledgment of ours.
constexpr std::string_view settings(
    "\0\0\0\4\0\0\0\0\0"
    "\0\0\0\4\1\0\0\0\0",
    18);

struct Input {
  http::Role role;
  Octets script;
  std::size_t cut;
  std::string octets;
};

Input parse(Octets data) {
  const std::uint8_t flags = data[0];
  const std::size_t script = std::min<std::size_t>(data[1] % 32, data.size() - 3);
  Input input{
      (flags & 1) != 0 ? http::Role::client : http::Role::server, data.subspan(3, script), data[2] % 64 + 2u, {}};
  if ((flags & 2) == 0) {
    if (input.role == http::Role::server) input.octets += http::client_preface;
    input.octets += settings;
  }
  input.octets += as_text(data.subspan(3 + script));
  return input;
}

// The outcome of a run: the octets that went out, and a log of what was reported.
struct Outcome {
  std::string output;
  std::string log;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome run(const Input& input, Application::Acts acts, std::size_t piece) {
  Application application(input.role, acts, input.script);
  for (Octets octets = as_octets(input.octets); !octets.empty();) {
    const std::size_t size = std::min(piece, octets.size());
    application.receive(octets.first(size));
    octets = octets.subspan(size);
  }
  application.finish();
  return {application.output(), application.log()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const Input input = parse({data, size});
  const Outcome whole = run(input, Application::Acts::at_the_end, input.octets.size());
  for (const std::size_t piece : {std::size_t{1}, input.cut}) {
    fuzz::must(run(input, Application::Acts::at_the_end, piece) == whole);
  }
  run(input, Application::Acts::at_once, input.cut);
  return 0;
}
