#include <weft/conformance/client_judge.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weft/conformance/heard.hpp>

namespace weft::conformance {

namespace {

using Program = ClientHeard::Program;

bool has(const std::vector<ErrorCode>& codes, ErrorCode code) {
  return std::ranges::find(codes, code) != codes.end();
}

bool is_one_of(ErrorCode code, const Expected& expected) {
  return has(expected.codes, code);
}

// An error with this code, where `right` is the verdict on one that the case is about.
Judgement judge_error(const Expected& expected, const HeardFrame& error, Verdict right) {
  if (has(expected.codes, error.code)) return {right, error.text};
  return {has(expected.also, error.code) ? Verdict::allowed : Verdict::wrong, error.text};
}

bool has_left(const ClientHeard& heard) {
  return heard.end != Heard::End::open || says(heard, "GOAWAY");
}

// The client has found no error.
Judgement carelessness(const Expected& expected, const ClientHeard& heard) {
  if (!heard.ponged) return {Verdict::hangs, "nothing"};
  return {expected.may_be_ignored ? Verdict::allowed : Verdict::wrong, "no error, and the connection goes on"};
}

// The client has ended the connection without GOAWAY that says why.
Judgement silent_end(const Expected& expected, const ClientHeard& heard) {
  if (expected.may_omit_goaway) return {Verdict::exact, end_words(heard)};
  const bool took_it = heard.program == Program::succeeded || (heard.went_on && heard.program == Program::unknown);
  if (expected.malformed && heard.responded && took_it)
    return {Verdict::wrong, "the answer was taken, and " + end_words(heard)};
  const bool may_have_failed = heard.program != Program::failed || expected.may_fail;
  if (expected.after_response && may_have_failed)
    return {Verdict::allowed, end_words(heard) + ", as behind any answer"};
  return {Verdict::without_goaway, end_words(heard)};
}

Judgement judge_connection_error(const Expected& expected, const ClientHeard& heard) {
  if (const HeardFrame* goaway = fatal_goaway(heard)) {
    const bool lingers = expected.must_close && heard.end == Heard::End::open;
    if (lingers) return {Verdict::wrong, goaway->text + ", and the connection stays open"};
    return judge_error(expected, *goaway, Verdict::exact);
  }
  if (heard.end != Heard::End::open) return silent_end(expected, heard);
  if (const HeardFrame* reset = reset_of(heard, 0)) {
    const bool is_enough = expected.may_be_ignored && is_one_of(reset->code, expected);
    return {is_enough ? Verdict::allowed : Verdict::wrong, reset->text};
  }
  return carelessness(expected, heard);
}

Judgement judge_stream_error(const Expected& expected, const ClientHeard& heard) {
  if (const HeardFrame* reset = reset_of(heard, expected.stream)) return judge_error(expected, *reset, Verdict::exact);
  // RFC 9113 5.4.2: "An endpoint can end a connection at any time. In particular, an endpoint MAY choose to treat a
  // stream error as a connection error."
  if (const HeardFrame* goaway = fatal_goaway(heard))
    return judge_error(expected, *goaway, expected.of_any_scope ? Verdict::exact : Verdict::allowed);
  if (heard.end != Heard::End::open) return silent_end(expected, heard);
  return carelessness(expected, heard);
}

// The first thing that should not have come; empty where none has.
std::string unwanted(const Expected& expected, const ClientHeard& heard) {
  if (!heard.began_with_settings) return "first another frame than SETTINGS";
  if (expected.server_name && heard.server_name && heard.server_name->empty()) return "no server_name in the handshake";
  if (expected.sound_request && !heard.request_fault.empty()) return heard.request_fault;
  for (const HeardFrame& frame : heard.frames) {
    const auto has = [&frame](const std::string& part) { return frame.text.find(part) != std::string::npos; };
    if (std::ranges::any_of(expected.never, has)) return frame.text;
  }
  if (expected.data && content_of(heard, expected.stream) > *expected.data)
    return fmt::format("{} octets of DATA", content_of(heard, expected.stream));
  if (expected.may_fail) return {};
  if (const HeardFrame* goaway = fatal_goaway(heard)) return goaway->text;
  const HeardFrame* reset = reset_of(heard, expected.stream);
  return reset == nullptr ? "" : reset->text;
}

// The first thing that should have come and has not; empty where all has.
std::string unsaid(const Expected& expected, const ClientHeard& heard) {
  for (const std::string& line : expected.says) {
    if (!says(heard, line)) return fmt::format("no {}", line);
  }
  if (expected.data && content_of(heard, expected.stream) < *expected.data)
    return fmt::format("{} octets of DATA", content_of(heard, expected.stream));
  return {};
}

Judgement judge_response(const ClientHeard& heard) {
  if (heard.program == Program::hung) return {Verdict::hangs, "the answer, and no end of the program"};
  if (heard.program == Program::failed) return {Verdict::wrong, "the program failed"};
  if (!heard.responded && heard.end != Heard::End::open)
    return {Verdict::wrong, end_words(heard) + " before the answer was"};
  return {Verdict::exact, "the answer was taken"};
}

Judgement judge_going_on(const Expected& expected, const ClientHeard& heard) {
  const HeardFrame* goaway = fatal_goaway(heard);
  if (expected.may_end && goaway != nullptr) return {Verdict::allowed, goaway->text};
  if (std::string found = unwanted(expected, heard); !found.empty()) return {Verdict::wrong, std::move(found)};
  const bool lives = heard.ponged || has_left(heard);
  if (!lives) return {Verdict::hangs, "no answer to PING"};
  if (std::string missing = unsaid(expected, heard); !missing.empty()) {
    // Nothing is held against a client that had its answer and left.
    const bool left = heard.responded && !heard.ponged;
    return {left ? Verdict::allowed : Verdict::wrong, std::move(missing)};
  }
  if (expected.answered) return judge_response(heard);
  if (heard.program == Program::hung) return {Verdict::hangs, "no end of the program"};
  return {Verdict::exact, "no error"};
}

}  // namespace

Judgement judge_client(const Expected& expected, const ClientHeard& heard) {
  if (!heard.unreadable.empty()) return {Verdict::wrong, "what is not HTTP/2: " + heard.unreadable};
  if (is_too_much(heard)) return {Verdict::wrong, excess_words()};
  switch (expected.outcome) {
    case Expected::Outcome::connection_error:
      return judge_connection_error(expected, heard);
    case Expected::Outcome::stream_error:
      return judge_stream_error(expected, heard);
    case Expected::Outcome::goes_on:
      break;
  }
  return judge_going_on(expected, heard);
}

bool is_client_settled(const Expected& expected, const ClientHeard& heard) {
  if (!heard.unreadable.empty() || is_too_much(heard) || heard.end != Heard::End::open) return true;
  if (fatal_goaway(heard) != nullptr) return !expected.must_close;
  if (expected.outcome == Expected::Outcome::stream_error) return reset_of(heard, expected.stream) != nullptr;
  return expected.outcome == Expected::Outcome::goes_on && !unwanted(expected, heard).empty();
}

std::string words_of_client(const Expected& expected) {
  using enum Expected::Outcome;
  if (expected.outcome == stream_error) {
    std::string codes;
    for (const ErrorCode code : expected.codes) {
      codes += codes.empty() ? "" : " or ";
      codes += frame::to_string(code);
    }
    return fmt::format("RST_STREAM of {} {}{}{}",
                       expected.of_request ? "the request" : fmt::format("stream {}", expected.stream), codes,
                       expected.of_any_scope ? ", or GOAWAY" : "", expected.may_be_ignored ? ", or nothing" : "");
  }
  if (expected.outcome == connection_error) return words_of(expected);
  std::string words;
  for (const std::string& line : expected.says) words += line + ", ";
  for (const std::string& line : expected.never) words += "never " + line + ", ";
  if (expected.data) words += fmt::format("{} octets of DATA and no more, ", *expected.data);
  if (expected.server_name) words += "server_name in the handshake, ";
  if (expected.sound_request) words += "a well-formed request, ";
  const char* answer = expected.answered ? "the answer is taken" : "the request fails or is made again elsewhere";
  return words + answer;
}

}  // namespace weft::conformance
