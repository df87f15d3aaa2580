// The pool of a client against a FaultServer, on one loop.
//
//   server.scripts.push_back({.on_head = answers("hello")});
//   const auto result = result_of(get());
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weft/client/content/stored.hpp>
#include <weft/client/pool/pool.hpp>
#include <weft/client/rules/fault_server_test.hpp>

namespace weft::client {

class RulesTest : public testing::Test, private io::TurnEnd, private TransferUser {
 protected:
  // --- requests ------------------------------------------------------------------------------------------------------
  // On cleartext exactly HTTP/2 is HTTP/2 by prior knowledge.
  Request request(http::Method method = http::Method::get, VersionPolicy policy = VersionPolicy::exact) const {
    Request request;
    request.url = *http::parse_url(server.url());
    request.method = method;
    request.method_text = http::to_string(method);
    request.policy = policy;
    return request;
  }
  Transfer& get(VersionPolicy policy = VersionPolicy::exact) { return add(request(http::Method::get, policy)); }
  Transfer& post(std::string body) {
    Request post = request(http::Method::post);
    post.content = content(std::move(body));
    return add(std::move(post));
  }
  static std::unique_ptr<Content> content(std::string body) {
    return std::make_unique<Stored>(std::vector<Stored::Part>{{.text = std::move(body)}});
  }
  Transfer& add(Request request) {
    if (!pool) pool.emplace(loop, options);
    transfers.push_back(std::make_unique<Transfer>(std::make_unique<Request>(std::move(request)), loop,
                                                   static_cast<TransferUser&>(*this)));
    pool->add(*transfers.back());
    return *transfers.back();
  }
  void get_many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) get();
  }

  // --- outcomes ------------------------------------------------------------------------------------------------------
  void run_until(const std::function<bool()>& its_condition, Duration limit = std::chrono::seconds(20)) {
    condition = &its_condition;
    give_up = std::chrono::steady_clock::now() + limit;
    loop.at_turn_end(*this);
    loop.run();
    EXPECT_TRUE(its_condition()) << "it never happened";
  }
  // Other work of the loop goes on for so long.
  void run_for(Duration time) {
    const Time end = std::chrono::steady_clock::now() + time;
    run_until([end] { return std::chrono::steady_clock::now() >= end; });
  }
  Result<Response, ClientError> result_of(Transfer& transfer) {
    run_until([&] { return transfer.done(); });
    return transfer.take_result();
  }
  void run_all(Duration limit = std::chrono::seconds(60)) {
    run_until([&] { return told == transfers.size(); }, limit);
  }
  // How many of all that are done have failed; the first error is told.
  std::size_t failures() {
    std::size_t count = 0;
    for (const auto& transfer : transfers) {
      const auto result = transfer->take_result();
      if (!result && count++ == 0) ADD_FAILURE() << result.error().text();
    }
    return count;
  }

  io::Loop loop;
  // No certificates are read: that takes a tenth of a second.
  ClientOptions options{.insecure = true};
  FaultServer server{loop};
  std::optional<Pool> pool;
  std::vector<std::unique_ptr<Transfer>> transfers;
  std::size_t told = 0;

 private:
  void on_done(Transfer&) override { ++told; }
  void on_redirected(Transfer& transfer) override { pool->add(transfer); }
  void on_turn_end() override {
    if ((*condition)() || std::chrono::steady_clock::now() > give_up) return loop.stop();
    loop.at_turn_end(*this);
  }

  const std::function<bool()>* condition = nullptr;
  Time give_up;
};

}  // namespace weft::client
