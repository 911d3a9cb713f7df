crier_test(api_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/answers_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/call_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/filters_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/health_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ingest_calls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/metrics_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/people_calls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rhythm_answers_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rhythm_calls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rhythm_filters_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/routes_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/silence_calls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/stream_hub_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wording_calls_test.cpp
  ROOMS api clock announce dispatch ingest store config render core base
  LIBS Boost::json)
