// RFC 9113 8, for clients: responses, well-formed and malformed.
#include <weft/conformance/cases/cases.hpp>

namespace weft::conformance::cases {

namespace {

// A response with these fields behind :status 200, or as it stands here.
void responds_with(Script& s, std::string_view name, std::string_view value) {
  s.sends().headers(s.stream(), testkit::response(200).with(name, value));
  s.awaits_pong();
  s.sends().data(s.stream(), "ok\n", end_stream);
  s.ends_response();
}

void responds(Script& s, const FieldList& fields) {
  s.sends().headers(s.stream(), fields);
  s.awaits_pong();
  s.sends().data(s.stream(), "ok\n", end_stream);
  s.ends_response();
}

// RFC 9113 8.4.2 lets a client refuse any push by CANCEL or REFUSED_STREAM.
Expected refuses_promise() {
  return stream_error(2, {protocol_error, cancel, refused_stream});
}

FieldList declared(std::string_view length) {
  return testkit::response(200).with("content-length", length);
}

}  // namespace

std::vector<Case> client_8() {
  return {
      {"8.1/interim-responses",
       "responses of 103 and 100 before the final one",
       {},
       takes(),
       [](Script& s) {
         s.sends().headers(s.stream(), testkit::response(103).with("link", "</a>; rel=preload"));
         s.sends().headers(s.stream(), testkit::response(100));
       }},
      {"8.1/interim-response-that-nobody-knows",
       "a response of 199 before the final one",
       {},
       takes(),
       [](Script& s) { s.sends().headers(s.stream(), testkit::response(199)); }},
      {"8.1/interim-response-with-end-stream",
       "a response of 103 with END_STREAM",
       {"9113 8.1.1#2"},
       refuses_response(),
       [](Script& s) {
         s.sends().headers(s.stream(), testkit::response(103), end_stream);
         s.ends_response();
       }},
      {"8.1/trailers",
       "a response with trailers",
       {},
       takes(),
       [](Script& s) {
         s.begins_response().data(s.stream(), "ok\n").headers(s.stream(), testkit::trailers(), end_stream);
         s.ends_response();
       }},
      {"8.1/pseudo-field-in-trailers",
       "trailers with :status",
       {"9113 8.1#2", "9113 8.1#3", "9113 8.3#3"},
       refuses_response(),
       [](Script& s) {
         s.begins_response().data(s.stream(), "ok\n");
         s.sends().headers(s.stream(), testkit::trailers().starting_with(":status", "200"), end_stream);
         s.ends_response();
       }},
      {"8.1/trailers-without-end-stream",
       "a second section of fields without END_STREAM",
       {"9113 8.1#4"},
       refuses_response(),
       [](Script& s) { s.begins_response().data(s.stream(), "ok\n").headers(s.stream(), testkit::trailers()); }},
      {"8.1/data-before-the-response",
       "DATA before HEADERS",
       {"9113 8.1.1#2"},
       refuses_response(),
       [](Script& s) { s.sends().data(s.stream(), "ok\n"); }},
      {"8.1/reset-behind-the-response",
       "RST_STREAM with NO_ERROR behind a whole response",
       {"9113 8.1#5"},
       takes(),
       [](Script& s) {
         s.begins_response().data(s.stream(), "ok\n", end_stream).rst_stream(s.stream(), no_error);
         s.ends_response();
       }},
      {"8.1/response-before-the-request-ends",
       "a whole response to a request that has not ended, and RST_STREAM with NO_ERROR",
       {"9113 8.1#5"},
       takes(),
       [](Script& s) {
         s.begins_response().data(s.stream(), "ok\n", end_stream).rst_stream(s.stream(), no_error);
         s.ends_response();
       },
       {.body = 65'536}},

      {"8.1.1/less-than-declared",
       "a declared length of 10, and 3 octets",
       {"9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) {
         s.sends().headers(s.stream(), declared("10")).data(s.stream(), "ok\n", end_stream);
         s.ends_response();
       }},
      {"8.1.1/more-than-declared",
       "a declared length of 1, and 3 octets",
       {"9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { s.sends().headers(s.stream(), declared("1")).data(s.stream(), "ok\n"); }},
      {"8.1.1/nothing-of-what-is-declared",
       "a declared length of 10, and END_STREAM",
       {"9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) {
         s.sends().headers(s.stream(), declared("10"), end_stream);
         s.ends_response();
       }},
      {"8.1.1/exactly-as-declared",
       "a declared length of 3, and 3 octets in two frames",
       {},
       takes(),
       [](Script& s) {
         s.sends().headers(s.stream(), declared("3")).data(s.stream(), "o").data(s.stream(), "k\n", end_stream);
         s.ends_response();
       }},

      {"8.2.1/uppercase-name",
       "a field name with an uppercase letter",
       {"9113 8.2#1", "9113 8.2.1#2", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "X-Test", "ok"); }},
      {"8.2.1/space-in-a-name",
       "a field name with a space",
       {"9113 8.2.1#2", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x test", "ok"); }},
      {"8.2.1/octet-above-127-in-a-name",
       "a field name with an octet of 0xff",
       {"9113 8.2.1#2", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x\xff", "ok"); }},
      {"8.2.1/colon-in-a-name",
       "a field name with a colon",
       {"9113 8.2.1#3", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x:test", "ok"); }},
      {"8.2.1/nul-in-a-value",
       "a field value with NUL",
       {"9113 8.2.1#4", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x-test", std::string_view("a\0b", 3)); }},
      {"8.2.1/line-feed-in-a-value",
       "a field value with a line feed",
       {"9113 8.2.1#4", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x-test", "a\nb"); }},
      {"8.2.1/carriage-return-in-a-value",
       "a field value with a carriage return",
       {"9113 8.2.1#4", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x-test", "a\rb"); }},
      {"8.2.1/space-before-a-value",
       "a field value that begins with a space",
       {"9113 8.2.1#5", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x-test", " ok"); }},
      {"8.2.1/tab-behind-a-value",
       "a field value that ends with a tab",
       {"9113 8.2.1#5", "9113 8.2.1#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "x-test", "ok\t"); }},
      {"8.2.2/connection",
       "a response with connection: close",
       {"9113 8.2.2#1", "9113 8.2.2#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "connection", "close"); }},
      {"8.2.2/keep-alive",
       "a response with keep-alive",
       {"9113 8.2.2#1", "9113 8.2.2#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "keep-alive", "timeout=5"); }},
      {"8.2.2/transfer-encoding",
       "a response with transfer-encoding: chunked",
       {"9113 8.2.2#1", "9113 8.2.2#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "transfer-encoding", "chunked"); }},
      {"8.2.2/upgrade",
       "a response with upgrade",
       {"9113 8.2.2#1", "9113 8.2.2#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds_with(s, "upgrade", "h2c"); }},

      {"8.3/unknown-pseudo-field",
       "a response with :test",
       {"9113 8.3#1", "9113 8.3#4", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, testkit::response(200).starting_with(":test", "ok")); }},
      {"8.3/path-in-a-response",
       "a response with :path",
       {"9113 8.3#2", "9113 8.3#4", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, testkit::response(200).starting_with(":path", "/")); }},
      {"8.3/status-behind-a-field",
       "a response that has a field before :status",
       {"9113 8.3#5", "9113 8.3#6", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, testkit::response(200).starting_with("x-test", "ok")); }},
      {"8.3/status-twice",
       "a response with :status twice",
       {"9113 8.3#7", "9113 8.3#8", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, testkit::response(200).starting_with(":status", "200")); }},
      {"8.3.1/well-formed-request",
       "a response",
       {"9113 8.2#1", "9113 8.2.2#1", "9113 8.2.2#3", "9113 8.3.1#2", "9113 8.3.1#3", "9113 8.3.1#7", "9113 8.3.1#8",
        "9113 8.3.1#10"},
       {.outcome = Expected::Outcome::goes_on, .answered = true, .of_request = true, .sound_request = true},
       [](Script&) {}},
      {"8.3.2/no-status",
       "a response without :status",
       {"9113 8.3.2#1", "9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, testkit::trailers()); }},
      {"8.3.2/no-status-in-an-interim-response",
       "fields without :status before a response",
       {"9113 8.3.2#1", "9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) {
         s.sends().headers(s.stream(), testkit::response(103));
         responds(s, testkit::trailers());
       }},
      {"8.3.2/status-that-is-no-number",
       "a response with :status ok",
       {"9113 8.3#4", "9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, FieldList().with(":status", "ok")); }},
      {"8.3.2/status-of-four-digits",
       "a response with :status 2000",
       {"9113 8.3#4", "9113 8.1.1#2", "9113 8.1.1#3"},
       refuses_response(),
       [](Script& s) { responds(s, FieldList().with(":status", "2000")); }},

      {"8.4/promise-of-a-post",
       "PUSH_PROMISE of a POST",
       {"9113 8.4#2", "9113 8.4.1#3"},
       refuses_promise(),
       [](Script& s) { s.sends().push_promise(s.stream(), 2, s.post()); },
       {.push = true}},
      {"8.4/promise-without-path",
       "PUSH_PROMISE without :path",
       {"9113 8.4.1#3"},
       refuses_promise(),
       [](Script& s) { s.sends().push_promise(s.stream(), 2, s.get().without(":path")); },
       {.push = true}},
      {"8.4/promise-of-another-server",
       "PUSH_PROMISE with the :authority of another server",
       {"9113 8.4#5"},
       refuses_promise(),
       [](Script& s) { s.sends().push_promise(s.stream(), 2, s.get().replacing(":authority", "another.example")); },
       {.push = true}},
  };
}

}  // namespace weft::conformance::cases
