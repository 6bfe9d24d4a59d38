package dev.tradewitness.vpin;

import dev.tradewitness.kit.ServiceMain;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class VpinApplication {

  public static void main(String[] args) {
    ServiceMain.run(VpinApplication.class, args);
  }
}
