package dev.carillon.async.planted;

import dev.carillon.failure.Failure;

final class KnowsContracts {
  Failure failure;
}
