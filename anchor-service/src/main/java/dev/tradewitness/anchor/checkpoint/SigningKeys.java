package dev.tradewitness.anchor.checkpoint;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface SigningKeys extends JpaRepository<SigningKey, String> {

  List<SigningKey> findAllByOrderByNotBeforeAscKeyIdAsc();
}
