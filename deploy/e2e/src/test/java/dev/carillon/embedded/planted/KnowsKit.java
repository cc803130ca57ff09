package dev.carillon.embedded.planted;

import dev.carillon.config.ConfigSource;

final class KnowsKit {
  ConfigSource source;
}
