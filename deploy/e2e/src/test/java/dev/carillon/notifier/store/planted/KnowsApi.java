package dev.carillon.notifier.store.planted;

import dev.carillon.notifier.api.planted.AnEndpoint;

final class KnowsApi {
  AnEndpoint endpoint;
}
