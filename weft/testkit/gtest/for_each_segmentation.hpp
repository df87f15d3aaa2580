// The same octets under every cut, each named where a test fails.
//
//   for_each_segmentation(octets, [&](const Segmentation& cut) {
//     for (Octets piece : cut.pieces) …
//   });
#pragma once

#include <gtest/gtest.h>

#include <weft/testkit/segmenter.hpp>

namespace weft::testkit {

template <class Function>
void for_each_segmentation(Octets octets, Function&& function) {
  for (const Segmentation& cut : segmentations(octets)) {
    SCOPED_TRACE(cut.name);
    function(cut);
  }
}

}  // namespace weft::testkit
