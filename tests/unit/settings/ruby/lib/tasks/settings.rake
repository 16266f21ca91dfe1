namespace :settings do
  task reset: :environment do
    set_setting :alexa_limit, 500_000 if ENV['RESET']
    set_setting(
      "crawl_enabled",
      false
    )
    set_setting(:never_read, [1, 2].join(","))
    puts get_setting(:alexa_limit, 250_000)
  end
end
