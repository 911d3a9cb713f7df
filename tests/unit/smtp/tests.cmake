crier_test(smtp_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/reply_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/classify_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wire_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_setup_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/adapter_test.cpp
  ROOMS channels
  LIBS Boost::json)

crier_test(smtp_pool_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/pool_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/relay_server.cpp
  ROOMS net
  LIBS Boost::headers OpenSSL::SSL OpenSSL::Crypto)
