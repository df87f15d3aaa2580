// RFC 9112 11.2: request smuggling. Each vector is followed by a clean request on the same connection. Never do two
// requests come out of one: either its framing is sure and the clean request is the next, or nothing after it is read.
//
// An outcome lists the paths of the requests that came out, then how the connection ended, if it did: "/first /clean"
// was served whole; "400 bare_lf" was refused; "/first 400 chunk_size_not_valid" was refused inside its body.
#include <algorithm>

#include "trial.hpp"

namespace weft::h1::test {
namespace smuggling_test {

struct Vector {
  std::string name;
  std::string octets;
  std::string outcome;
};

const std::string clean = "GET /clean HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
const std::string chunked = "Transfer-Encoding: chunked\r\n";
const std::string last_chunk = "0\r\n\r\n";

std::string post(const std::string& fields, const std::string& body) {
  return "POST /first HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
std::string length(const std::string& value) {
  return "Content-Length: " + value + "\r\n";
}
std::string coding(const std::string& line) {
  return post(line + "\r\n", last_chunk + smuggled);
}
std::string chunks(const std::string& body) {
  return post(chunked, body);
}
std::string target(const std::string& line) {
  return line + "\r\nHost: a\r\n\r\n";
}
std::string both(const std::string& first, const std::string& second) {
  return post(first + second, last_chunk + smuggled);
}

// The length that hides exactly one request: 35 octets, 23 in hexadecimal.
const std::string hiding = length(std::to_string(smuggled.size()));

std::vector<Vector> lengths_and_codings() {
  const std::string refused = "400 content_length_and_coding";
  return {
      {"CL.TE", post(length("6") + chunked, last_chunk + "G"), refused},
      {"CL.TE, hiding a request", post(length("4") + chunked, last_chunk + smuggled), refused},
      {"TE.CL", post(chunked + length("4"), "5c\r\n" + smuggled + "\r\n0\r\n\r\n"), refused},
      {"TE.CL, length 0", post(chunked + length("0"), chunks("")), refused},
      {"CL.TE, length fits the chunks", post(length("5") + chunked, last_chunk), refused},
      {"CL.TE in other case", post("content-length: 4\r\nTRANSFER-ENCODING: chunked\r\n", last_chunk + smuggled),
       refused},
      {"CL with TE: identity", both(length("5"), "Transfer-Encoding: identity\r\n"), refused},
      {"CL with empty TE", both(length("5"), "Transfer-Encoding:\r\n"), refused},
      {"CL with TE: xchunked", both(length("5"), "Transfer-Encoding: xchunked\r\n"), refused},
      {"CL with TE hidden behind tab", both(length("5"), "Transfer-Encoding:\tchunked\r\n"), refused},
      {"CL with TE in HTTP/1.0",
       "POST /first HTTP/1.0\r\nHost: a\r\n" + length("5") + chunked + "\r\n" + last_chunk + smuggled,
       "400 coding_in_http10"},
      {"TE in HTTP/1.0 with keep-alive",
       "POST /first HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n" + chunked + "\r\n" + last_chunk + smuggled,
       "400 coding_in_http10"},
      {"TE named by Connection",
       post("Connection: transfer-encoding\r\n" + chunked + length("4"), last_chunk + smuggled), refused},
      {"CL named by Connection", post("Connection: content-length\r\n" + hiding, smuggled), "/first /clean"},
      {"CL.0: a GET with a length", "GET /first HTTP/1.1\r\nHost: a\r\n" + hiding + "\r\n" + smuggled, "/first /clean"},
      {"CL.0: a HEAD with a length", "HEAD /first HTTP/1.1\r\nHost: a\r\n" + hiding + "\r\n" + smuggled,
       "/first /clean"},
      {"CL.0: an OPTIONS * with a length", "OPTIONS * HTTP/1.1\r\nHost: a\r\n" + hiding + "\r\n" + smuggled,
       "* /clean"},
      {"TE.0: a GET with chunks",
       "GET /first HTTP/1.1\r\nHost: a\r\n" + chunked + "\r\n23\r\n" + smuggled + "\r\n" + last_chunk, "/first /clean"},
      {"TE.0: an OPTIONS with chunks",
       "OPTIONS /first HTTP/1.1\r\nHost: a\r\n" + chunked + "\r\n23\r\n" + smuggled + "\r\n" + last_chunk,
       "/first /clean"},
      {"0.CL: a length of zero before a request", post(length("0"), ""), "/first /clean"},
      {"0.CL: an upper-case name", post("CONTENT-LENGTH: " + std::to_string(smuggled.size()) + "\r\n", smuggled),
       "/first /clean"},
      {"0.CL: a space before the colon", post("Content-Length : 35\r\n", smuggled), "400 space_before_colon"},
      {"0.CL: a folded length", post("Content-Length:\r\n 35\r\n", smuggled), "400 content_length_not_valid"},
      {"0.CL: an underscore is another name", post("Content_Length: 35\r\n", ""), "/first /clean"},
  };
}

std::vector<Vector> lengths() {
  const std::string twice = "400 content_length_repeated";
  const std::string bad = "400 content_length_not_valid";
  std::vector<Vector> out = {
      {"two lengths", post(length("0") + hiding, smuggled), twice},
      {"two lengths, the other way", post(hiding + length("0"), smuggled), twice},
      {"two equal lengths", post(hiding + hiding, smuggled), twice},
      {"two lengths apart", post(length("0") + "X: y\r\n" + hiding, smuggled), twice},
      {"two lengths in different case", post("content-length: 0\r\n" + hiding, smuggled), twice},
      {"a second length that is no number", post(length("0") + length("x"), smuggled), twice},
      {"leading zeros", post(length("0035"), smuggled), "/first /clean"},
      {"whitespace around", post("Content-Length: \t 35 \t\r\n", smuggled), "/first /clean"},
  };
  for (const char* value : {"",
                            "+35",
                            "-35",
                            "-0",
                            "35,35",
                            "35, 35",
                            "0,35",
                            "35 35",
                            "3 8",
                            "0x23",
                            "35;",
                            "35.0",
                            "3e1",
                            "\"35\"",
                            "35a",
                            "a35",
                            "9223372036854775808",
                            "18446744073709551616",
                            "18446744073709551651",
                            "99999999999999999999999999",
                            "\xc2\xb2",
                            "3\xa0"}) {
    out.push_back({"length " + std::string(value), post(length(value), smuggled), bad});
  }
  for (const char* octet : {"\x0b", "\x0c", "\x01", "\x7f"}) {
    out.push_back(
        {"length with a control", post(length(std::string(octet) + "35"), smuggled), "400 field_value_not_valid"});
  }
  return out;
}

std::vector<Vector> codings() {
  const std::string bad = "400 coding_not_chunked";
  std::vector<Vector> out = {
      {"gzip before chunked", coding("Transfer-Encoding: gzip, chunked"), "501 coding_not_understood"},
      {"identity before chunked", coding("Transfer-Encoding: identity, chunked"), "501 coding_not_understood"},
      {"two lines", coding("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), "400 coding_repeated"},
      {"two lines, one unknown", coding("Transfer-Encoding: chunked\r\nTransfer-Encoding: x"), "400 coding_repeated"},
      {"two lines, one empty", coding("Transfer-Encoding:\r\nTransfer-Encoding: chunked"), "400 coding_repeated"},
      {"a space before the colon", coding("Transfer-Encoding : chunked"), "400 space_before_colon"},
      {"a tab before the colon", coding("Transfer-Encoding\t: chunked"), "400 space_before_colon"},
      {"a space before the name", coding(" Transfer-Encoding: chunked"), "400 line_folding"},
      {"a folded value", coding("Transfer-Encoding:\r\n chunked"), "400 line_folding"},
      {"a value folded by a tab", coding("Transfer-Encoding: x\r\n\tchunked"), "400 line_folding"},
      {"hidden in a folded line", coding("X: y\r\n Transfer-Encoding: chunked"), "400 line_folding"},
      {"behind a bare LF", coding("X: y\nTransfer-Encoding: chunked"), "400 bare_lf"},
      {"behind a bare CR", coding("X: y\rTransfer-Encoding: chunked"), "400 bare_cr"},
      {"a CR before the colon", coding("Transfer-Encoding\r: chunked"), "400 bare_cr"},
      {"a LF in the name", coding("Transfer-\nEncoding: chunked"), "400 bare_lf"},
      {"a control before the name", coding("\x01Transfer-Encoding: chunked"), "400 field_name_not_valid"},
      {"a control in the name", coding("Transfer\x0b-Encoding: chunked"), "400 field_name_not_valid"},
      {"a NUL behind the name", coding(std::string("Transfer-Encoding\0: chunked", 27)), "400 field_name_not_valid"},
      {"a high octet in the name", coding("Transfer-Encod\xc4\xb1ng: chunked"), "400 field_name_not_valid"},
      {"no colon", coding("Transfer-Encoding chunked"), "400 field_line_not_valid"},
      {"a vertical tab before the value",
       coding("Transfer-Encoding: \x0b"
              "chunked"),
       "400 field_value_not_valid"},
      {"a form feed behind the value", coding("Transfer-Encoding: chunked\x0c"), "400 field_value_not_valid"},
      {"a NUL behind the value", coding(std::string("Transfer-Encoding: chunked\0", 27)), "400 field_value_not_valid"},
      {"a CR behind the value", coding("Transfer-Encoding: chunked\r"), "400 bare_cr"},
      {"an underscore is another name", post("Transfer_Encoding: chunked\r\n", ""), "/first /clean"},
      {"upper case is the same coding",
       post("Transfer-Encoding: CHUNKED\r\n", "23\r\n" + smuggled + "\r\n" + last_chunk), "/first /clean"},
  };
  for (const char* value : {"",
                            "x",
                            "identity",
                            "gzip",
                            "xchunked",
                            "chunkedx",
                            "chunked, identity",
                            "chunked, gzip",
                            "chunked,",
                            ",chunked",
                            "chunked, chunked",
                            "chunked;",
                            "chunked;q=1",
                            "\"chunked\"",
                            "'chunked'",
                            "[chunked]",
                            "chunked chunked",
                            "chunk ed",
                            "\xa0"
                            "chunked",
                            "chunked\xa0",
                            "\xef\xbb\xbf"
                            "chunked"}) {
    out.push_back({"coding " + std::string(value), coding("Transfer-Encoding: " + std::string(value)), bad});
  }
  return out;
}

std::vector<Vector> chunk_lines() {
  const auto refused = [](const char* reason) { return "/first 400 " + std::string(reason); };
  std::vector<Vector> out = {
      {"an extension", chunks("23;a=b\r\n" + smuggled + "\r\n" + last_chunk), "/first /clean"},
      {"a quoted extension", chunks("23;a=\"b;c\"\r\n" + smuggled + "\r\n" + last_chunk), "/first /clean"},
      {"an extension of the last chunk", chunks("0;a\r\n\r\n"), "/first /clean"},
      {"leading zeros", chunks("00023\r\n" + smuggled + "\r\n000\r\n\r\n"), "/first /clean"},
      {"an extension ended by LF", chunks("2;\nxx\r\n" + last_chunk + smuggled), refused("bare_lf")},
      {"a named extension ended by LF", chunks("2;a\nxx\r\n" + last_chunk + smuggled), refused("bare_lf")},
      {"an extension ended by CR", chunks("2;a\rxx\r\n" + last_chunk + smuggled), refused("bare_cr")},
      {"an extension with a quoted line end", chunks("2;a=\"\r\n\"xx\r\n" + last_chunk + smuggled),
       refused("chunk_end_not_valid")},
      {"an extension without a name", chunks("2;\r\nxx\r\n" + last_chunk), refused("chunk_extension_not_valid")},
      {"an extension with a NUL", chunks(std::string("2;a\0\r\nxx\r\n", 10) + last_chunk),
       refused("chunk_extension_not_valid")},
      {"a very long extension", chunks("2;" + std::string(5000, 'a') + "\r\nxx\r\n" + last_chunk),
       refused("chunk_extension_too_long")},
      {"a size ended by LF", chunks("2\nxx\r\n" + last_chunk + smuggled), refused("bare_lf")},
      {"a size ended by CR", chunks("2\rxx\r\n" + last_chunk + smuggled), refused("bare_cr")},
      {"a size ended by CR CR LF", chunks("2\r\r\nxx\r\n" + last_chunk), refused("bare_cr")},
      {"a last chunk ended by LF", chunks("0\n\n" + smuggled), refused("bare_lf")},
      {"a last chunk and an empty line ended by LF", chunks("0\r\n\n" + smuggled), refused("bare_lf")},
      {"data ended by LF", chunks("2\r\nxx\n" + last_chunk + smuggled), refused("chunk_end_not_valid")},
      {"data ended by CR", chunks("2\r\nxx\r" + last_chunk + smuggled), refused("chunk_end_not_valid")},
      {"data not ended", chunks("2\r\nxx" + last_chunk + smuggled), refused("chunk_end_not_valid")},
      {"data ended by two other octets", chunks("2\r\nxxZZ" + last_chunk + smuggled), refused("chunk_end_not_valid")},
      {"a size that is too small", chunks("1\r\nxx\r\n" + last_chunk + smuggled), refused("chunk_end_not_valid")},
      {"a size that wraps to 2", chunks("10000000000000002\r\nxx\r\n" + last_chunk + smuggled),
       refused("chunk_size_too_large")},
      {"a size that wraps in 32 bits", chunks("100000002\r\nxx\r\n" + last_chunk + smuggled), "/first"},
      {"a negative size", chunks("-2\r\nxx\r\n" + last_chunk + smuggled), refused("chunk_size_not_valid")},
      {"endless zeros", chunks(std::string(100, '0') + "2\r\nxx\r\n" + last_chunk), refused("chunk_size_too_large")},
      {"a request line for a trailer", chunks("0\r\n" + smuggled), refused("field_line_not_valid")},
      {"a folded trailer", chunks("0\r\nX: y\r\n z\r\n\r\n" + smuggled), refused("line_folding")},
      {"a length for a trailer", chunks("0\r\n" + hiding + "\r\n"), "/first /clean"},
      {"a coding for a trailer", chunks("0\r\n" + chunked + "\r\n"), "/first /clean"},
      {"a trailer with a bare CR", chunks("0\r\nX: y\rZ: w\r\n\r\n" + smuggled), refused("bare_cr")},
  };
  for (const char* size :
       {"", " ", "g", "0x2", "0X2", "+2", " 2", "\t2", "2_", "2h", "2,2", "2.0", "\"2\"", "\xef\xbc\x92", "2\x0b",
        "\x0b"
        "2",
        "2:"}) {
    out.push_back({"size " + std::string(size), chunks(std::string(size) + "\r\nxx\r\n" + last_chunk + smuggled),
                   refused("chunk_size_not_valid")});
  }
  for (const char* tail : {" ", "\t", "  ", " 2", " x"}) {
    out.push_back({"size and whitespace", chunks("2" + std::string(tail) + "\r\nxx\r\n" + last_chunk + smuggled),
                   refused("chunk_extension_not_valid")});
  }
  return out;
}

std::vector<Vector> lines_and_targets() {
  return {
      {"a request line ended by LF", "GET /first HTTP/1.1\nHost: a\r\n\r\n", "400 bare_lf"},
      {"a head ended by LF LF", "GET /first HTTP/1.1\r\nHost: a\n\n" + smuggled, "400 bare_lf"},
      {"a head ended by CRLF LF", "GET /first HTTP/1.1\r\nHost: a\r\n\n" + smuggled, "400 bare_lf"},
      {"a head ended by LF CRLF", "GET /first HTTP/1.1\r\nHost: a\n\r\n" + smuggled, "400 bare_lf"},
      {"a head ended by CR CR", "GET /first HTTP/1.1\r\nHost: a\r\rGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
       "400 bare_cr"},
      {"a bare CR in the target", "GET /first\r HTTP/1.1\r\nHost: a\r\n\r\n", "400 bare_cr"},
      {"a bare CR for a space", "GET\r/first HTTP/1.1\r\nHost: a\r\n\r\n", "400 bare_cr"},
      {"a bare CR before the line", "\rGET /first HTTP/1.1\r\nHost: a\r\n\r\n", "400 bare_cr"},
      {"an LF before the line", "\nGET /first HTTP/1.1\r\nHost: a\r\n\r\n", "400 bare_lf"},
      {"a NUL before the line", std::string("\0GET /first HTTP/1.1\r\nHost: a\r\n\r\n", 33), "400 method_not_valid"},
      {"an empty line before", "\r\nGET /first HTTP/1.1\r\nHost: a\r\n\r\n", "/first /clean"},
      {"an empty line after a body", post(length("1"), "x\r\n"), "/first /clean"},
      {"two request lines", "GET /first HTTP/1.1\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
       "400 field_line_not_valid"},
      {"a folded first field", target("GET /first HTTP/1.1\r\n X: y"), "400 line_folding"},
      {"a version and more", target("GET /first HTTP/1.1 HTTP/1.1"), "400 request_line_not_valid"},
      {"a version with a tab", target("GET /first\tHTTP/1.1"), "400 request_line_not_valid"},
      {"a lower-case version", target("GET /first http/1.1"), "400 version_not_valid"},
      {"a long version", target("GET /first HTTP/1.11"), "400 version_not_valid"},
      {"version 0.9", target("GET /first HTTP/0.9"), "505 version_not_supported"},
      {"version 2.0", target("GET /first HTTP/2.0"), "505 version_not_supported"},
      {"no version", "GET /first\r\nHost: a\r\n\r\n", "400 request_line_not_valid"},
      {"a space in the target", target("GET /fi rst HTTP/1.1"), "400 request_line_not_valid"},
      {"a fragment in the target", target("GET /first#x HTTP/1.1"), "400 target_not_valid"},
      {"octets beyond ASCII in the target", target("GET /first\xc4\x8d\xc4\x8a HTTP/1.1"), "400 target_not_valid"},
      {"a method with a colon", target("GET: /first HTTP/1.1"), "400 method_not_valid"},
      {"an absolute form", target("GET http://a/first HTTP/1.1"), "/first /clean"},
      {"an absolute form with another host", target("GET http://b/first HTTP/1.1"), "/first /clean"},
      {"an absolute form with another port", target("GET http://a:81/first HTTP/1.1"), "/first /clean"},
      {"an absolute form with a user", target("GET http://u@a/first HTTP/1.1"), "400 target_not_valid"},
      {"an absolute form with a host that ends early", target("GET http://a\\@b/first HTTP/1.1"),
       "400 target_not_valid"},
      {"an absolute form of another scheme", target("GET ftp://a/first HTTP/1.1"), "400 target_not_valid"},
      {"an absolute form without a Host", "GET http://a/first HTTP/1.1\r\n\r\n", "400 host_missing"},
      {"two Hosts", target("GET /first HTTP/1.1\r\nHost: a"), "400 host_repeated"},
      {"two Hosts, one with a space", target("GET /first HTTP/1.1\r\nHost : b"), "400 space_before_colon"},
      {"two Hosts, one folded", target("GET /first HTTP/1.1\r\n Host: b"), "400 line_folding"},
      {"no Host", "GET /first HTTP/1.1\r\n\r\n", "400 host_missing"},
      {"an empty Host", "GET /first HTTP/1.1\r\nHost:\r\n\r\n", "400 host_not_valid"},
      {"a Host with a path", "GET /first HTTP/1.1\r\nHost: a/b\r\n\r\n", "400 host_not_valid"},
      {"a Host with a user", "GET /first HTTP/1.1\r\nHost: b@a\r\n\r\n", "400 host_not_valid"},
      {"a Host with junk for a port", "GET /first HTTP/1.1\r\nHost: a:80x\r\n\r\n", "400 host_not_valid"},
      {"Host named by Connection", "GET /first HTTP/1.1\r\nHost: a\r\nConnection: host\r\n\r\n", "/first /clean"},
      {"CONNECT with a length", "CONNECT b:80 HTTP/1.1\r\nHost: b\r\n" + hiding + "\r\n" + smuggled,
       "400 content_in_connect"},
      {"CONNECT with chunks", "CONNECT b:80 HTTP/1.1\r\nHost: b\r\n" + chunked + "\r\n" + last_chunk,
       "400 content_in_connect"},
  };
}

std::vector<Vector> expectations_and_upgrades() {
  const std::string expect = "Expect: 100-continue\r\n";
  const std::string upgrade =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
  return {
      {"Expect with a length", post(expect + hiding, smuggled), "/first /clean"},
      {"Expect with chunks", post(expect + chunked, "23\r\n" + smuggled + "\r\n" + last_chunk), "/first /clean"},
      {"Expect without a body", post(expect, ""), "/first /clean"},
      {"Expect with a length of zero", post(expect + length("0"), ""), "/first /clean"},
      {"Expect twice", post(expect + expect + hiding, smuggled), "/first /clean"},
      {"Expect of something else", post("Expect: x 100-continue\r\n" + hiding, smuggled), "/first /clean"},
      {"Expect folded", post("Expect: 100-\r\n continue\r\n" + hiding, smuggled), "400 line_folding"},
      {"Expect on a GET", "GET /first HTTP/1.1\r\nHost: a\r\n" + expect + hiding + "\r\n" + smuggled, "/first /clean"},
      {"Upgrade with a length", post(upgrade + hiding, smuggled), "/first /clean"},
      {"Upgrade with chunks", post(upgrade + chunked, "23\r\n" + smuggled + "\r\n" + last_chunk), "/first /clean"},
      {"Upgrade that is ignored", "GET /first HTTP/1.1\r\nHost: a\r\n" + upgrade + "\r\n", "/first /clean"},
      {"close with more behind it", "GET /first HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + smuggled,
       "/first not_persistent"},
      {"HTTP/1.0 with more behind it", "GET /first HTTP/1.0\r\nHost: a\r\n\r\n" + smuggled, "/first not_persistent"},
      {"HTTP/1.0 with keep-alive and a length",
       "POST /first HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n" + hiding + "\r\n" + smuggled, "/first /clean"},
  };
}

std::string outcome_of(const std::vector<std::string>& events, const std::vector<std::string>& paths) {
  std::string out;
  for (const std::string& path : paths) out += (out.empty() ? "" : " ") + path;
  for (const std::string& event : events) {
    if (!event.starts_with("connection ")) continue;
    const std::string reason = event.substr(11);
    std::uint32_t status = 0;
#define WEFT_REASON(token, scope, code, blame, meaning) \
  if (reason == #token) status = code;
#include <weft/h1/reasons.inc>
#undef WEFT_REASON
    out += (out.empty() ? "" : " ") + (status != 0 ? std::to_string(status) + " " : "") + reason;
  }
  return out;
}

void expect_outcome(const Vector& vector) {
  SCOPED_TRACE(vector.name);
  const std::string octets = vector.octets + clean;
  testkit::for_each_segmentation(as_octets(octets), [&](const testkit::Segmentation& cut) {
    Clock clock;
    H1Endpoint server(Role::server, clock);
    std::vector<std::string> paths;
    server.on_event = [&paths](const Event& event) {
      const auto* request = std::get_if<http::RequestReceived>(&event);
      if (request != nullptr) paths.emplace_back(request->head->path);
    };
    server.receive_pieces(cut.pieces);
    EXPECT_EQ(outcome_of(server.events(), paths), vector.outcome);
    EXPECT_TRUE(std::ranges::find(paths, "/smuggled") == paths.end());
    // A request that is refused with a status gets a response with it, which says that the connection closes.
    const std::size_t refusal = vector.outcome.find("00 ");
    if (refusal == std::string::npos) return;
    EXPECT_NE(server.output().find("HTTP/1.1 " + vector.outcome.substr(refusal - 1, 3)), std::string::npos);
    EXPECT_TRUE(server.output().ends_with("connection: close\r\n\r\n"));
  });
}

void expect_outcomes(const std::vector<Vector>& vectors) {
  for (const Vector& vector : vectors) expect_outcome(vector);
}

TEST(Smuggling, by_length_and_coding_together) {
  expect_outcomes(lengths_and_codings());
}
TEST(Smuggling, by_odd_lengths) {
  expect_outcomes(lengths());
}
TEST(Smuggling, by_odd_codings) {
  expect_outcomes(codings());
}
TEST(Smuggling, by_odd_chunks) {
  expect_outcomes(chunk_lines());
}
TEST(Smuggling, by_line_ends_and_targets) {
  expect_outcomes(lines_and_targets());
}
TEST(Smuggling, by_expectations_and_upgrades) {
  expect_outcomes(expectations_and_upgrades());
}

TEST(Smuggling, is_tried_in_more_than_a_hundred_ways) {
  const std::size_t count = lengths_and_codings().size() + lengths().size() + codings().size() + chunk_lines().size() +
                            lines_and_targets().size() + expectations_and_upgrades().size();
  EXPECT_GE(count, 100U);
}

}  // namespace smuggling_test
}  // namespace weft::h1::test
