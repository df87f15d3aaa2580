// The same octets under every cut: whole, one at a time, and at random places, the same ones in every run.
//
//   for (const Segmentation& cut : segmentations(octets)) {
//     for (Octets piece : cut.pieces) …
//   }
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include <weft/base/bytes.hpp>

namespace weft::testkit {

struct Segmentation {
  std::string name;
  std::vector<Octets> pieces;
};

inline Segmentation whole(Octets octets) {
  return {"whole", {octets}};
}

inline Segmentation one_at_a_time(Octets octets) {
  Segmentation cut{"one at a time", {}};
  for (std::size_t i = 0; i < octets.size(); ++i) cut.pieces.push_back(octets.subspan(i, 1));
  return cut;
}

// Pieces of 1 to `longest` octets.
inline Segmentation at_random(Octets octets, unsigned seed, std::size_t longest = 40) {
  Segmentation cut{"at random, seed " + std::to_string(seed), {}};
  std::mt19937 random(seed);
  while (!octets.empty()) {
    const std::size_t size = std::min<std::size_t>(1 + random() % longest, octets.size());
    cut.pieces.push_back(octets.first(size));
    octets = octets.subspan(size);
  }
  return cut;
}

inline std::vector<Segmentation> segmentations(Octets octets) {
  return {whole(octets), one_at_a_time(octets), at_random(octets, 1), at_random(octets, 2, 7)};
}

}  // namespace weft::testkit
