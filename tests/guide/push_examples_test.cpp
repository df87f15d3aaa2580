// The examples of docs/guide/push.md, against a client. The guide has them as they stand here: examples_test.py.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <weft/client/client.hpp>
#include <weft/server/config/config.hpp>
#include <weft/server/server.hpp>

namespace {

void pushing(weft::Server& server) {
  server.get("/", [](weft::Context& c) {
    c.push("/style.css");
    c.push("/app.js", {.priority = weft::http::Priority{.urgency = 5}});
    c.push("/data.json", {.fields = {{"accept", "application/json"}}});
    c.html(R"(<link rel="stylesheet" href="/style.css"><script src="/app.js"></script>)");
  });
}

void telling(weft::Server& server) {
  server.get("/told", [](weft::Context& c) {
    const auto pushed = c.push("/style.css");
    c.text(fmt::format("{} {}", to_string(pushed.rung), to_string(pushed.outcome)));  // "early_hints disabled"
  });
}

void by_rules(weft::Server& server) {
  server.push_rules({
      .rules = {{"/page", {{.path = "/style.css"}, {.path = "/app.js", .priority = {{.urgency = 5}}}}}},
      .from_link = true,
  });
}

constexpr auto rules_in_json = R"(
{
  "Sites": {
    "app": {
      "Root": "dist",
      "Push": {
        "Rules": {
          "/": ["/style.css", { "Path": "/app.js", "Priority": "u=5" }],
          "/report": ["/style.css", { "Path": "/report-data", "As": "fetch" }],
        },
        "FromLink": true,
        "Cookie": true,
      },
    },
  },
}
)";

class PushGuide : public testing::Test {
 protected:
  PushGuide() {
    pushing(server);
    telling(server);
    by_rules(server);
    server.get("/page", [](weft::Context& c) { c.text("page"); });
    server.get("/style.css", [](weft::Context& c) { c.text("p{}"); });
  }
  ~PushGuide() override { server.stop(); }

  // Over HTTP/2, from a client that takes no pushes.
  weft::ClientResult get(const std::string& path) {
    weft::ClientOptions options;
    options.transport = through(server);
    return weft::Client(options).get("https://pages.test" + path).wait();
  }
  static std::vector<std::string> links_of(const weft::Response& response) {
    std::vector<std::string> links;
    for (const auto& field : response.fields) {
      if (field.name == "link") links.emplace_back(field.value);
    }
    return links;
  }

  weft::Server server{{.threads = 1, .signals = weft::Signals::ignore}};
};

TEST_F(PushGuide, a_handler_pushes) {
  const auto page = get("/");
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(links_of(*page),
            (std::vector<std::string>{"</style.css>; rel=preload; as=style", "</app.js>; rel=preload; as=script",
                                      "</data.json>; rel=preload; as=fetch; crossorigin"}));
}

TEST_F(PushGuide, a_push_says_its_rung) {
  const auto told = get("/told");
  ASSERT_TRUE(told.has_value());
  EXPECT_EQ(told->body, "early_hints disabled");
}

TEST_F(PushGuide, rules_push) {
  const auto page = get("/page");
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(links_of(*page).size(), 2u);
}

TEST(PushGuideConfiguration, has_rules) {
  const auto config = weft::Config::from_json(rules_in_json);
  EXPECT_EQ(config.sites.at(0).push.rules.size(), 2u);
  EXPECT_TRUE(config.sites.at(0).push.from_link);
}

}  // namespace
