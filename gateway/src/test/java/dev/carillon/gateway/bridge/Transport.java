package dev.carillon.gateway.bridge;

import java.io.IOException;

/** The two ways to the core, for tests that must hold for both. */
enum Transport {
  SOCKJS {
    @Override
    BridgeClient connect(BridgeServer server) throws IOException {
      return new SockJsClient(server.httpPort());
    }
  },
  TCP {
    @Override
    BridgeClient connect(BridgeServer server) throws IOException {
      return new TcpClient(server.tcpPort());
    }
  };

  abstract BridgeClient connect(BridgeServer server) throws IOException;
}
