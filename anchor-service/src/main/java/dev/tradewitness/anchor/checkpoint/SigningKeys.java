package dev.tradewitness.anchor.checkpoint;

import java.util.List;
import org.springframework.data.repository.ListCrudRepository;

interface SigningKeys extends ListCrudRepository<SigningKey, String> {

  List<SigningKey> findAllByOrderByNotBeforeAscKeyIdAsc();
}
