# retry_all.rb: Sidekiq's own "retry all"; says how many seconds it took, without Ruby's start.
require "sidekiq/api"

began = Process.clock_gettime(Process::CLOCK_MONOTONIC)
Sidekiq::RetrySet.new.retry_all
puts Process.clock_gettime(Process::CLOCK_MONOTONIC) - began
