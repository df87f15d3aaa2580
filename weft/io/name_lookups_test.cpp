#include <weft/io/name_lookups.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <mutex>
#include <semaphore>

namespace weft::io {
namespace {

// Waits for the answer to one name.
class Asking final : public NameLookups::Waiter {
 public:
  Asking(const std::unique_ptr<NameLookups>& lookups, std::string name) : lookups_(lookups), name_(std::move(name)) {
    lookups_->ask(name_, *this);
  }
  ~Asking() { forget(); }
  void forget() {
    if (lookups_) lookups_->forget(name_, *this);
  }
  void on_answer(std::shared_ptr<const NameAnswer> answer) override { told_.set_value(std::move(answer)); }

  // Blocks.
  std::shared_ptr<const NameAnswer> answer() { return answer_.get(); }
  bool is_told() { return answer_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }

 private:
  const std::unique_ptr<NameLookups>& lookups_;
  const std::string name_;
  std::promise<std::shared_ptr<const NameAnswer>> told_;
  std::future<std::shared_ptr<const NameAnswer>> answer_ = told_.get_future();
};

// A system that answers when the test lets it, and writes down the names.
class SlowSystem {
 public:
  NameAnswer operator()(const std::string& name) {
    {
      const std::lock_guard lock(mutex_);
      names_.push_back(name);
      most_at_once_ = std::max(most_at_once_, ++at_once_);
    }
    begun_.release();
    gate_.acquire();
    const std::lock_guard lock(mutex_);
    --at_once_;
    return {std::vector<SocketAddress>(name.size()), {}};
  }

  void wait_until_asked(int times = 1) {
    for (int i = 0; i < times; ++i) begun_.acquire();
  }
  void let_answer(int times = 1) { gate_.release(times); }
  std::vector<std::string> names() const {
    const std::lock_guard lock(mutex_);
    return names_;
  }
  int most_at_once() const {
    const std::lock_guard lock(mutex_);
    return most_at_once_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> names_;
  int at_once_ = 0;
  int most_at_once_ = 0;
  std::counting_semaphore<> begun_{0};
  std::counting_semaphore<> gate_{0};
};

struct NameLookupsTest : testing::Test {
  // The threads may outlive the test's own part.
  std::shared_ptr<SlowSystem> system = std::make_shared<SlowSystem>();
  std::unique_ptr<NameLookups> lookups =
      std::make_unique<NameLookups>([system = system](const std::string& name) { return (*system)(name); });
};

using Names = std::vector<std::string>;

TEST_F(NameLookupsTest, share_the_answer_to_a_name) {
  Asking first(lookups, "one");
  system->wait_until_asked();
  Asking second(lookups, "one");
  Asking third(lookups, "one");
  system->let_answer();
  EXPECT_EQ(first.answer()->addresses.size(), 3U);
  EXPECT_EQ(second.answer(), third.answer());
  EXPECT_EQ(system->names(), Names{"one"});
}

TEST_F(NameLookupsTest, ask_again_for_a_name_that_was_answered) {
  system->let_answer(2);
  Asking(lookups, "one").answer();
  Asking(lookups, "one").answer();
  EXPECT_EQ(system->names(), (Names{"one", "one"}));
}

TEST_F(NameLookupsTest, take_as_many_names_at_once_as_there_are_threads) {
  std::vector<std::unique_ptr<Asking>> all;
  for (int i = 1; i <= 3 * FewThreads::most; ++i) {
    all.push_back(std::make_unique<Asking>(lookups, std::string(static_cast<std::size_t>(i), 'n')));
  }
  system->wait_until_asked(FewThreads::most);
  system->let_answer(static_cast<int>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i]->answer()->addresses.size(), i + 1);
  EXPECT_EQ(system->most_at_once(), FewThreads::most);
  EXPECT_EQ(system->names().size(), all.size());
}

TEST_F(NameLookupsTest, tell_nothing_to_a_waiter_that_is_forgotten) {
  Asking first(lookups, "one");
  system->wait_until_asked();
  first.forget();
  // The name is still being looked up.
  Asking second(lookups, "one");
  system->let_answer();
  EXPECT_TRUE(second.answer());
  EXPECT_FALSE(first.is_told());
  EXPECT_EQ(system->names(), Names{"one"});
}

TEST_F(NameLookupsTest, do_not_look_up_a_name_that_nobody_waits_for) {
  std::vector<std::unique_ptr<Asking>> busy;
  for (const char* name : {"a", "b", "c", "d"}) busy.push_back(std::make_unique<Asking>(lookups, name));
  system->wait_until_asked(FewThreads::most);
  Asking unwanted(lookups, "unwanted");
  Asking last(lookups, "last");
  unwanted.forget();
  system->let_answer(static_cast<int>(busy.size()) + 1);
  EXPECT_TRUE(last.answer());
  EXPECT_FALSE(unwanted.is_told());
  const Names names = system->names();
  EXPECT_EQ(std::count(names.begin(), names.end(), "unwanted"), 0);
}

TEST_F(NameLookupsTest, end_without_waiting_for_the_system) {
  Asking under_way(lookups, "one");
  system->wait_until_asked();
  lookups.reset();
  EXPECT_FALSE(under_way.is_told());
  system->let_answer();
}

TEST(AskSystem, knows_localhost) {
  const NameAnswer answer = ask_system("localhost");
  EXPECT_FALSE(answer.error) << answer.error.message();
  EXPECT_FALSE(answer.addresses.empty());
}

TEST(AskSystem, reads_addresses_and_no_names) {
  EXPECT_EQ(to_address(read_address("192.0.2.1").addresses.at(0)).host, "192.0.2.1");
  EXPECT_EQ(to_address(read_address("2001:db8::1").addresses.at(0)).host, "2001:db8::1");
  EXPECT_FALSE(read_address("2001:db8::1").error);
  const NameAnswer name = read_address("localhost");
  EXPECT_TRUE(name.addresses.empty());
  EXPECT_TRUE(name.error);
  EXPECT_FALSE(name.error.message().empty());
}

}  // namespace
}  // namespace weft::io
