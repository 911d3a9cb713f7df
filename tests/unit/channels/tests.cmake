crier_test(channels_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/adapter_contract_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/destination_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/exec_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_chat_services_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_exchange_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_other_services_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_outcome_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_preset_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_text_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mail_secrets_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/oauth1_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/slack_correction_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/slack_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/slack_webhook_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/webhook_secret_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/webhook_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/x_answer_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/x_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/x_tokens_test.cpp
  ROOMS channels
  LIBS Boost::json Boost::url)
