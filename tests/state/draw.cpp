#include "draw.hpp"

#include <array>

#include <fmt/format.h>

#include <weft/frame/error_code.hpp>
#include <weft/h2/stream_state.hpp>

namespace weft::state {

namespace {

using h2::StreamInput;
using h2::StreamState;
using h2::Verdict;

template <class Function>
void for_each_state(Function&& function) {
  for (std::size_t i = 0; i < h2::stream_state_count; ++i) function(static_cast<StreamState>(i));
}

template <class Function>
void for_each_input(Function&& function) {
  for (std::size_t i = 0; i < h2::stream_input_count; ++i) function(static_cast<StreamInput>(i));
}

// Names for Mermaid, which takes no blanks.
std::string id_of(StreamState state) {
  return fmt::format("s{}", static_cast<std::size_t>(state));
}

// All inputs that lead from one state to another are one arrow.
std::string arrow(StreamState from, StreamState to) {
  std::string inputs;
  for_each_input([&](StreamInput input) {
    const h2::Outcome& outcome = transition(from, input);
    if (outcome.verdict != Verdict::ok || outcome.next != to) return;
    inputs += fmt::format("{}{}", inputs.empty() ? "" : ", ", to_string(input));
  });
  return inputs.empty() ? "" : fmt::format("  {} --> {} : {}\n", id_of(from), id_of(to), inputs);
}

std::string diagram() {
  std::string out = "```mermaid\nstateDiagram-v2\n";
  for_each_state(
      [&](StreamState state) { out += fmt::format("  state \"{}\" as {}\n", to_string(state), id_of(state)); });
  out += fmt::format("  [*] --> {}\n", id_of(StreamState::idle));
  for_each_state([&](StreamState from) {
    for_each_state([&](StreamState to) {
      if (from != to) out += arrow(from, to);
    });
  });
  return out + "```\n";
}

std::string error(std::string_view scope, h2::Reason reason) {
  const auto code = static_cast<frame::ErrorCode>(close_of(reason).code);
  return fmt::format("{} error {}: `{}`", scope, frame::to_string(code), to_string(reason));
}

std::string cell(StreamState state, StreamInput input) {
  const h2::Outcome& outcome = transition(state, input);
  switch (outcome.verdict) {
    case Verdict::ok:
      return outcome.next == state ? "stays" : fmt::format("to **{}**", to_string(outcome.next));
    case Verdict::ignore:
      return "ignored";
    case Verdict::stream_error:
      return error("stream", outcome.reason);
    case Verdict::connection_error:
      return error("connection", outcome.reason);
    case Verdict::user_error:
      return "not sent";
    case Verdict::missing:
      break;
  }
  return "?";
}

// One state a section: ten columns are more than a page has.
std::string section(StreamState state) {
  std::string out = fmt::format("\n### {}\n\n| input | outcome |\n|---|---|\n", to_string(state));
  for_each_input([&](StreamInput input) { out += fmt::format("| {} | {} |\n", to_string(input), cell(state, input)); });
  return out;
}

}  // namespace

std::string draw_stream_states() {
  std::string out =
      "# The states of a stream\n\n"
      "RFC 9113 5.1, as `weft/h2/stream_state.cpp` has it. This page is drawn from that table:\n"
      "`build/dev/tests/state/draw_states > docs/state/stream.md`.\n\n";
  out += diagram();
  out += "\n## Every state and every input\n";
  for_each_state([&](StreamState state) { out += section(state); });
  return out;
}

}  // namespace weft::state
