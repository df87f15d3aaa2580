// A mechanism that does what a test says, without Kerberos.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <weft/negotiate/negotiate.hpp>

namespace weft::negotiate {

// Its functions are called on threads of the one that asks. Each gets the token of the other side.
struct Scripted final : Mechanism {
  using Act = std::function<Result<Step, Fault>(std::string_view token)>;

  std::unique_ptr<Initiator> initiate(const std::string& host) const override {
    return std::make_unique<Client>(client(host));
  }
  std::unique_ptr<Acceptor> accept(const std::string& keytab) const override {
    return std::make_unique<Server>(server(keytab));
  }

  // For each exchange anew.
  std::function<Act(const std::string& host)> client;
  std::function<Act(const std::string& keytab)> server;

 private:
  struct Client final : Initiator {
    explicit Client(Act its_act) : act(std::move(its_act)) {}
    Result<Step, Fault> step(std::string_view token) override { return act(token); }
    Act act;
  };
  struct Server final : Acceptor {
    explicit Server(Act its_act) : act(std::move(its_act)) {}
    Result<Step, Fault> step(std::string_view token) override { return act(token); }
    std::string name() const override { return "ada@TEST"; }
    Act act;
  };
};

}  // namespace weft::negotiate
