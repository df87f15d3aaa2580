#include <weft/conformance/judge.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weft/conformance/heard.hpp>

namespace weft::conformance {

std::size_t content_of(const Heard& heard, StreamId stream) {
  std::size_t sum = 0;
  for (const HeardFrame& frame : heard.frames) sum += frame.stream == stream ? frame.content : 0;
  return sum;
}

namespace {

using frame::Type;

bool is_one_of(ErrorCode code, const std::vector<ErrorCode>& codes) {
  return std::ranges::find(codes, code) != codes.end();
}

int final_status(const Heard& heard, StreamId stream) {
  for (const HeardFrame& frame : heard.frames) {
    if (frame.stream == stream && frame.status >= 200) return frame.status;
  }
  return 0;
}

bool has_ended(const Heard& heard, StreamId stream) {
  return std::ranges::any_of(heard.frames,
                             [stream](const HeardFrame& frame) { return frame.stream == stream && frame.end_stream; });
}

// The connection serves requests after the case.
bool is_usable(const Expected& expected, const Heard& heard) {
  return heard.ponged && (heard.usable || !expected.wants_request());
}

// The deed of a peer that found no error.
std::string carelessness(const Expected& expected, const Heard& heard) {
  const int status = expected.stream == 0 ? 0 : final_status(heard, expected.stream);
  if (status != 0) return fmt::format("the answer {} and no error", status);
  return heard.ponged ? "no error, and the connection goes on" : "nothing";
}

// The peer did not do what the last step needs: the thing in question was never sent.
Judgement judge_unprovoked(const Expected& expected, const Heard& heard) {
  if (const HeardFrame* goaway = fatal_goaway(heard)) {
    // A stream error that the case begins with, as a connection error.
    if (expected.may_reset && goaway->code == ErrorCode::protocol_error) return {Verdict::allowed, goaway->text};
    return {Verdict::wrong, goaway->text + " before all was sent"};
  }
  if (heard.end != Heard::End::open) return {Verdict::wrong, end_words(heard) + " before all was sent"};
  return {Verdict::hangs, "no " + heard.awaited};
}

Judgement judge_connection_error(const Expected& expected, const Heard& heard) {
  if (const HeardFrame* goaway = fatal_goaway(heard)) {
    if (is_one_of(goaway->code, expected.also)) return {Verdict::allowed, goaway->text};
    if (!is_one_of(goaway->code, expected.codes))
      return {expected.may_end ? Verdict::allowed : Verdict::wrong, goaway->text};
    const bool names_less = goaway->last_stream < expected.last_stream;
    if (names_less) return {Verdict::wrong, goaway->text};
    const bool lingers = expected.must_close && heard.end == Heard::End::open;
    if (lingers) return {Verdict::wrong, goaway->text + ", and the connection stays open"};
    return {Verdict::exact, goaway->text};
  }
  if (heard.end != Heard::End::open) {
    if (says(heard, "GOAWAY")) return {Verdict::wrong, "GOAWAY NO_ERROR, and " + end_words(heard)};
    return {expected.may_omit_goaway ? Verdict::exact : Verdict::without_goaway, end_words(heard)};
  }
  if (const HeardFrame* reset = reset_of(heard, 0)) {
    const bool is_enough = expected.may_be_ignored && is_one_of(reset->code, expected.codes);
    return {is_enough ? Verdict::allowed : Verdict::wrong, reset->text};
  }
  const bool came_late = expected.while_open && has_ended(heard, expected.stream);
  if (heard.ponged && (expected.may_be_ignored || came_late)) return {Verdict::allowed, carelessness(expected, heard)};
  return {heard.ponged ? Verdict::wrong : Verdict::hangs, carelessness(expected, heard)};
}

Judgement judge_stream_error(const Expected& expected, const Heard& heard) {
  if (const HeardFrame* reset = reset_of(heard, expected.stream)) {
    if (is_one_of(reset->code, expected.also)) return {Verdict::allowed, reset->text};
    if (!is_one_of(reset->code, expected.codes)) return {Verdict::wrong, reset->text};
    if (is_usable(expected, heard)) return {Verdict::exact, reset->text};
    // RFC 9113 5.4.2: "An endpoint can end a connection at any time."
    if (const HeardFrame* goaway = fatal_goaway(heard))
      return {Verdict::allowed, reset->text + ", and " + goaway->text};
    if (heard.end != Heard::End::open) return {Verdict::allowed, reset->text + ", and " + end_words(heard)};
    return {Verdict::hangs, reset->text + ", and no answer to a request afterwards"};
  }
  // RFC 9113 5.4.2: "An endpoint can end a connection at any time. In particular, an endpoint MAY choose to treat a
  // stream error as a connection error."
  if (const HeardFrame* goaway = fatal_goaway(heard)) {
    if (is_one_of(goaway->code, expected.also)) return {Verdict::allowed, goaway->text};
    if (!is_one_of(goaway->code, expected.codes)) return {Verdict::wrong, goaway->text};
    return {expected.of_any_scope ? Verdict::exact : Verdict::allowed, goaway->text};
  }
  if (heard.end != Heard::End::open) return {Verdict::without_goaway, end_words(heard)};
  const int status = final_status(heard, expected.stream);
  if (expected.malformed && status >= 400) return {Verdict::allowed, fmt::format("the answer {}", status)};
  if (expected.late && status != 0)
    return {Verdict::allowed, fmt::format("the answer {}, for which the rest of the request did not matter", status)};
  if (expected.while_open && heard.ponged && has_ended(heard, expected.stream))
    return {Verdict::allowed, fmt::format("the answer {}, which ended the stream before", status)};
  if (heard.ponged && expected.may_be_ignored) return {Verdict::allowed, carelessness(expected, heard)};
  return {heard.ponged ? Verdict::wrong : Verdict::hangs, carelessness(expected, heard)};
}

// The first thing that should not have come; empty where none has.
std::string unwanted(const Expected& expected, const Heard& heard) {
  if (const HeardFrame* goaway = fatal_goaway(heard)) return goaway->text;
  if (const HeardFrame* reset = reset_of(heard, 0); reset != nullptr && !expected.may_reset) return reset->text;
  const bool begins_wrongly = expected.settings_first && !heard.frames.empty() &&
                              (heard.frames[0].type != Type::settings || heard.frames[0].text == "SETTINGS ACK");
  if (begins_wrongly) return "first " + heard.frames[0].text;
  for (const HeardFrame& frame : heard.frames) {
    const auto has = [&frame](const std::string& part) { return frame.text.find(part) != std::string::npos; };
    if (std::ranges::any_of(expected.never, has)) return frame.text;
  }
  if (expected.data && content_of(heard, expected.stream) > *expected.data)
    return fmt::format("{} octets of DATA", content_of(heard, expected.stream));
  return heard.end == Heard::End::open ? "" : end_words(heard);
}

// The first thing that should have come and has not; empty where all has.
std::string unsaid(const Expected& expected, const Heard& heard) {
  for (const std::string& line : expected.says) {
    if (!says(heard, line)) return fmt::format("no {}", line);
  }
  if (expected.answered && !(final_status(heard, expected.stream) != 0 && has_ended(heard, expected.stream)))
    return fmt::format("no whole answer on stream {}", expected.stream);
  if (expected.data && content_of(heard, expected.stream) < *expected.data)
    return fmt::format("{} octets of DATA", content_of(heard, expected.stream));
  if (!heard.ponged) return "no answer to PING afterwards";
  return is_usable(expected, heard) ? "" : "no answer to a request afterwards";
}

Judgement judge_going_on(const Expected& expected, const Heard& heard) {
  // The case begins with a stream error, which the peer may treat as a connection error.
  const HeardFrame* goaway = fatal_goaway(heard);
  const bool ends_early = expected.may_reset && goaway != nullptr && goaway->code == ErrorCode::protocol_error;
  if (ends_early || (expected.may_end && goaway != nullptr)) return {Verdict::allowed, goaway->text};
  if (expected.may_end && heard.end != Heard::End::open) return {Verdict::without_goaway, end_words(heard)};
  // RFC 9113 6.8: "a receiver of a GOAWAY that has no more use for the connection SHOULD still send a GOAWAY frame
  // before terminating the connection."
  if (expected.may_leave && heard.end != Heard::End::open && goaway == nullptr)
    return {says(heard, "GOAWAY") ? Verdict::exact : Verdict::without_goaway, end_words(heard)};
  if (std::string found = unwanted(expected, heard); !found.empty()) return {Verdict::wrong, std::move(found)};
  if (std::string missing = unsaid(expected, heard); !missing.empty()) {
    return {is_usable(expected, heard) ? Verdict::wrong : Verdict::hangs, std::move(missing)};
  }
  return {Verdict::exact, "no error"};
}

}  // namespace

Judgement judge(const Expected& expected, const Heard& heard) {
  if (heard.http11) return {expected.or_http11 ? Verdict::exact : Verdict::wrong, "an answer in HTTP/1.1"};
  if (!heard.unreadable.empty()) return {Verdict::wrong, "what is not HTTP/2: " + heard.unreadable};
  if (is_too_much(heard)) return {Verdict::wrong, excess_words()};
  if (!heard.awaited.empty()) return judge_unprovoked(expected, heard);
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

bool is_settled(const Expected& expected, const Heard& heard) {
  if (heard.http11 || !heard.unreadable.empty() || is_too_much(heard)) return true;
  if (heard.end != Heard::End::open) return true;
  if (fatal_goaway(heard) != nullptr) return !expected.must_close;
  switch (expected.outcome) {
    case Expected::Outcome::connection_error:
      return false;
    case Expected::Outcome::stream_error:
      return reset_of(heard, expected.stream) != nullptr && is_usable(expected, heard);
    case Expected::Outcome::goes_on:
      break;
  }
  if (!unwanted(expected, heard).empty()) return true;
  // More DATA than may come, or an answer that may not, would come a little later.
  const bool may_come_late = expected.data || !expected.never.empty();
  return !may_come_late && unsaid(expected, heard).empty();
}

std::string words_of(const Expected& expected) {
  std::string codes;
  for (const ErrorCode code : expected.codes) {
    codes += codes.empty() ? "" : " or ";
    codes += frame::to_string(code);
  }
  for (const ErrorCode code : expected.also) codes += fmt::format(" (or {})", frame::to_string(code));
  const char* otherwise = expected.may_be_ignored ? ", or nothing" : "";
  switch (expected.outcome) {
    case Expected::Outcome::connection_error:
      return fmt::format("GOAWAY {}{}{}{}", codes, expected.or_http11 ? ", or an answer in HTTP/1.1" : "",
                         expected.must_close ? " and the end of the connection" : "", otherwise);
    case Expected::Outcome::stream_error:
      return fmt::format("RST_STREAM {} {}{}{}{}{}",
                         expected.of_last_stream ? "of the last stream" : fmt::format("stream={}", expected.stream),
                         codes, expected.of_any_scope ? ", or GOAWAY" : "",
                         expected.malformed ? ", or an answer of 400 and more" : "",
                         expected.late ? ", or one that did not wait for the end" : "", otherwise);
    case Expected::Outcome::goes_on:
      break;
  }
  std::string words;
  for (const std::string& line : expected.says) words += line + ", ";
  for (const std::string& line : expected.never) words += "never " + line + ", ";
  if (expected.answered) words += fmt::format("a whole answer on stream {}, ", expected.stream);
  if (expected.data)
    words += fmt::format("{} octets of DATA on stream {} and no more, ", *expected.data, expected.stream);
  const bool may_end = expected.may_end || expected.may_leave;
  const char* goes_on = may_end ? "the connection goes on, or ends" : "the connection goes on";
  return words.empty() ? goes_on : fmt::format("{}and {}", words, goes_on);
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::exact:
      return "exact";
    case Verdict::allowed:
      return "allowed";
    case Verdict::without_goaway:
      return "without GOAWAY";
    case Verdict::wrong:
      return "wrong";
    case Verdict::hangs:
      break;
  }
  return "hangs";
}

}  // namespace weft::conformance
