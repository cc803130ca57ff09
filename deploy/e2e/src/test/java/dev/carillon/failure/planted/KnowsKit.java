package dev.carillon.failure.planted;

import dev.carillon.config.ConfigSource;

final class KnowsKit {
  ConfigSource source;
}
