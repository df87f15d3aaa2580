#include <weft/server/middlewares/security_headers.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

#include <gmock/gmock.h>

#include <weft/server/versions_test.hpp>

namespace weft::server {
namespace security_headers_test {

using namespace std::chrono_literals;

class SecurityFields : public Versions {};

TEST_F(SecurityFields, are_on_every_answer) {
  server->use(security_headers({.content_security_policy = "default-src 'self'"}));
  server->get("/", [](Context& c) { c.text("here"); });
  server->get("/framed", [](Context& c) {
    c.set("x-frame-options", "SAMEORIGIN");
    c.text("framed");
  });
  server->get("/fails", [](Context&) { throw std::runtime_error("failed"); });
  for (const auto* path : {"/", "/nowhere", "/fails"}) {
    for (const auto& answer : ask({.path = path})) {
      EXPECT_EQ(answer.field("x-content-type-options"), "nosniff") << path;
      EXPECT_EQ(answer.field("x-frame-options"), "DENY") << path;
      EXPECT_EQ(answer.field("referrer-policy"), "strict-origin-when-cross-origin") << path;
      EXPECT_EQ(answer.field("cross-origin-opener-policy"), "same-origin") << path;
      EXPECT_EQ(answer.field("content-security-policy"), "default-src 'self'") << path;
      EXPECT_EQ(answer.field("permissions-policy"), "") << path;
    }
  }
  for (const auto& answer : ask({.path = "/framed"})) EXPECT_EQ(answer.field("x-frame-options"), "SAMEORIGIN");
}

TEST_F(SecurityFields, promise_tls_over_tls_alone) {
  server->use(security_headers({.frame_options = "", .hsts = 1h}));
  for (const auto& answer : ask({.path = "/"})) {
    EXPECT_EQ(answer.field("strict-transport-security"), "");
    EXPECT_EQ(answer.field("x-frame-options"), "");
  }
}

TEST_F(SecurityFields, that_no_field_can_have_are_refused) {
  EXPECT_THROW(security_headers({.content_security_policy = "a\nb"}), std::invalid_argument);
  EXPECT_THROW(security_headers({.hsts = -1s}), std::invalid_argument);
}

}  // namespace security_headers_test
}  // namespace weft::server
