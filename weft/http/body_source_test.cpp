#include <weft/http/body_source.hpp>

#include <gtest/gtest.h>

namespace weft::http {
namespace {

class Nothing final : public BodySource {
 public:
  Pulled pull(MutableOctets) override { return {0, Pulled::State::end}; }
};

TEST(BodySource, has_no_trailers_unless_it_says_so) {
  Nothing source;
  EXPECT_TRUE(source.trailers().empty());
}

}  // namespace
}  // namespace weft::http
